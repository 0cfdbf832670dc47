// The table of cases that every leaf awaiter has to pass, over a way to build the await and a way to complete
// it.
#pragma once

#include "support/driver.hpp"

#include <flags/coro/task.hpp>

#include <doctest/doctest.h>

#include <functional>

namespace flags::test {

/// `make(out)` gives a task that awaits once and sets `out` after it; `complete()` makes the awaited thing
/// happen. The fixture is built anew for each case by `fixture()`. All of it runs without a loop.
template <class Fixture>
void check_awaiter() {
    SUBCASE("ready at once: goes on without waiting") {
        Fixture fixture;
        fixture.complete();
        driver<> runner;
        runner.start(fixture.await_once());
        CHECK(runner.turn() == 1);
        CHECK(fixture.passed == 1);
        CHECK(runner.done());
    }
    SUBCASE("later: waits, then goes on from the ready queue and not inside complete()") {
        Fixture fixture;
        driver<> runner;
        runner.start(fixture.await_once());
        runner.settle();
        CHECK(fixture.passed == 0);
        fixture.complete();
        CHECK(fixture.passed == 0);
        runner.settle();
        CHECK(fixture.passed == 1);
        CHECK(runner.done());
    }
    SUBCASE("cancelled before: throws instead of waiting") {
        Fixture fixture;
        driver<> runner;
        runner.start(fixture.await_once());
        runner.request_stop();
        CHECK(runner.was_cancelled());
        CHECK(fixture.passed == 0);
        fixture.complete();
    }
    SUBCASE("cancelled during: throws, and a later completion finds nobody") {
        Fixture fixture;
        driver<> runner;
        runner.start(fixture.await_once());
        runner.settle();
        runner.request_stop();
        CHECK(runner.was_cancelled());
        fixture.complete();
        runner.settle();
        CHECK(fixture.passed == 0);
    }
    SUBCASE("cancelled after completion in the same tick: the result that had arrived counts") {
        Fixture fixture;
        driver<> runner;
        runner.start(fixture.await_once());
        runner.settle();
        fixture.complete();
        runner.request_stop();
        runner.settle();
        CHECK(fixture.passed == 1);
    }
    SUBCASE("completed after cancellation in the same tick: cancelled") {
        Fixture fixture;
        driver<> runner;
        runner.start(fixture.await_once());
        runner.settle();
        runner.request_stop();
        fixture.complete();
        CHECK(runner.was_cancelled());
        CHECK(fixture.passed == 0);
    }
    SUBCASE("frame destroyed while suspended: nothing is touched afterwards") {
        Fixture fixture;
        driver<> runner;
        runner.start(fixture.await_once());
        runner.settle();
        runner.destroy();
        fixture.complete();
        CHECK(runner.turn() == 0);
        CHECK(fixture.passed == 0);
    }
    SUBCASE("frame destroyed after completion, before it went on") {
        Fixture fixture;
        driver<> runner;
        runner.start(fixture.await_once());
        runner.settle();
        fixture.complete();
        runner.destroy();
        CHECK(runner.turn() == 0);
        CHECK(fixture.passed == 0);
    }
    SUBCASE("never completed: destroyed at the end without a trace") {
        Fixture fixture;
        driver<> runner;
        runner.start(fixture.await_once());
        runner.settle();
        CHECK_FALSE(runner.done());
    }
}

} // namespace flags::test
