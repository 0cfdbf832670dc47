// The sum of what is missing, and stalls.
#include "start.hpp"
#include "window/open_requests.hpp"

#include <doctest/doctest.h>

using namespace flags::window;
using scenes::start;

TEST_CASE("what is missing is never below nothing, however sums are rounded") {
    open_requests open;
    for (request_id round = 0; round < 100; ++round) {
        for (request_id id = 1; id < 20; ++id)
            open.add(start, (100 * round) + id, 12'000 + (static_cast<double>(id) / 7));
        open.add(start, 100 * round, 0);
        for (request_id id = 1; id < 20; ++id) {
            open.set_size((100 * round) + id, 1e3 * static_cast<double>(id) / 3);
            open.end((100 * round) + id);
        }
        CHECK(open.missing_bytes() >= 0);
        open.end(100 * round);
    }
}

TEST_CASE("what is missing is what was expected, then what was announced, less what came") {
    open_requests open;
    open.add(start, 1, 12'000);
    open.add(start, 2, 12'000);
    CHECK(open.missing_bytes() == 24'000);
    open.set_size(1, 5'000);
    open.arrived(start, 1, 2'000);
    CHECK(open.missing_bytes() == 15'000);
    open.arrived(start, 1, 9'000); // more than announced
    CHECK(open.missing_bytes() == 12'000);
    open.end(2);
    open.end(2);
    CHECK(open.missing_bytes() == 0);
    CHECK(open.count() == 1);
    open.arrived(start, 9, 100); // not open
    open.end(1);
    CHECK(open.missing_bytes() == 0);
}

TEST_CASE("each request stalls once, the oldest first") {
    open_requests open;
    open.add(start, 1, 1'000);
    open.add(start + seconds(1), 2, 1'000);
    open.arrived(start + seconds(3), 1, 10);
    CHECK(open.next_stall(start, seconds(5)) == start + seconds(6));
    CHECK(open.next_stall(start + seconds(6), seconds(5)) == start + seconds(8));
    CHECK(open.missing_bytes_since(start + seconds(1)) == 990);
    CHECK(open.missing_bytes_since(start) == 1'990);
    CHECK_FALSE(open.ask_again(start + seconds(0.9)));
    CHECK(open.ask_again(start + seconds(1)) == 2);
    CHECK(open.ask_again(start + seconds(10)) == 1);
    CHECK_FALSE(open.ask_again(start + seconds(10)));
    CHECK_FALSE(open.next_stall(start + seconds(10), seconds(5)));
}

TEST_CASE("a request that waited for its connection counts from when it left") {
    open_requests open;
    open.add(start, 1, 12'000);
    open.left_at(start + seconds(0.2), 1);
    open.left_at(start + seconds(0.2), 2); // is not open
    CHECK(open.find(1)->sent == start + seconds(0.2));
    CHECK(*open.next_stall(start, seconds(1)) == start + seconds(1.2));
    CHECK(open.missing_bytes() == 12'000);
}
