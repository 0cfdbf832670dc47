// Runs each program of the tour: what it prints, and that waits which should overlap do.
#include "process/child.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>

using namespace std::chrono_literals;
using std::chrono::nanoseconds;

namespace {

constexpr nanoseconds second = 300ms; // as in tour.hpp

struct visit {
    std::string printed;
    nanoseconds elapsed;
};

visit see(const std::string& stop) {
    const auto done = flags::process::run({.argv = {std::string(TOUR_FOLDER) + "/" + stop}});
    CHECK(done.exit_code == 0);
    CHECK(done.err.empty());
    return {done.out, done.wall};
}

// libuv's timers have milliseconds: each wait may end up to one early.
constexpr nanoseconds at_least(int seconds) { return seconds * second - seconds * 1ms; }

} // namespace

TEST_CASE("run: a coroutine runs when it is given to a loop") {
    const visit seen = see("run");
    CHECK(seen.printed == "Hello ...\n... World!\n");
    CHECK(seen.elapsed >= at_least(1));
}

TEST_CASE("three counters together take less than half of one after another") {
    const visit together = see("counters_together");
    CHECK(together.printed == "One\nOne\nOne\nTwo\nTwo\nTwo\n");
    CHECK(together.elapsed >= at_least(1));
    const visit one_by_one = see("counters_one_by_one");
    CHECK(one_by_one.printed == "One\nTwo\nOne\nTwo\nOne\nTwo\n");
    CHECK(one_by_one.elapsed >= at_least(3));
    CHECK(2 * together.elapsed < one_by_one.elapsed);
}

TEST_CASE("orders that are awaited directly wait for each other, spawned ones do not") {
    const visit directly = see("await_directly");
    CHECK(directly.printed == "soup is ready\nnoodles is ready\ntea is ready\n");
    CHECK(directly.elapsed >= at_least(3));
    const visit spawned = see("create_tasks");
    CHECK(spawned.printed == "soup is ready\nnoodles is ready\ntea is ready\n");
    CHECK(spawned.elapsed >= at_least(1));
    CHECK(2 * spawned.elapsed < directly.elapsed);
}

TEST_CASE("gather returns results in argument order") {
    const visit seen = see("gather");
    CHECK(seen.printed == "9\n1\n4\n");
    CHECK(seen.elapsed >= at_least(3));
}

TEST_CASE("as_completed gives the quickest first") {
    const visit seen = see("as_completed");
    CHECK(seen.printed == "3\n2\n1\n");
    CHECK(seen.elapsed >= at_least(3));
}

TEST_CASE("a semaphore caps what runs at once") {
    const visit seen = see("semaphore");
    CHECK(seen.printed == "2 at once\n");
    CHECK(seen.elapsed >= at_least(3));
}

TEST_CASE("a blocking function on a thread leaves the loop ticking") {
    const visit seen = see("to_thread");
    CHECK(seen.printed == "42\nthe loop went on\n");
    CHECK(seen.elapsed >= at_least(3));
}

TEST_CASE("an asynchronous generator is consumed with a loop") {
    const visit seen = see("async_generator");
    CHECK(seen.printed == "3\n2\n1\nlift-off\n");
    CHECK(seen.elapsed >= at_least(3));
}

TEST_CASE("a resource is closed with awaits, also on an exception") {
    const visit seen = see("async_with");
    CHECK(seen.printed == "opened\nused\nclosed\nit broke\n");
    CHECK(seen.elapsed >= at_least(3));
}

TEST_CASE("a cancelled task is told at its await, and the others go on") {
    const visit seen = see("cancel");
    CHECK(seen.printed == "cancelled\ntea is ready\n");
    CHECK(seen.elapsed >= at_least(2));
}

TEST_CASE("what takes longer than its limit is cancelled") {
    const visit seen = see("timeout");
    CHECK(seen.printed == "too late\n");
    CHECK(seen.elapsed >= at_least(1));
}
