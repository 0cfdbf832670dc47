// A long record in little memory: peaks stay, and so does the end of each burst.
#include "netlab/path_record.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>

using namespace std::chrono_literals;
using flags::netlab::link_clock;
using flags::netlab::path_moment;
using flags::netlab::path_record;

namespace {

path_moment moment_at(link_clock::duration at, std::size_t queued, std::uint64_t dropped = 0) {
    return {.at = link_clock::time_point(at), .in_flight = queued + 10, .queued = queued, .dropped = dropped};
}

} // namespace

TEST_CASE("a step keeps its most and how it ended, and what does not change takes no row") {
    path_record record;
    CHECK(record.rows().empty());
    record.note(moment_at(100us, 5));
    record.note(moment_at(200us, 900));
    record.note(moment_at(300us, 0, 2));
    record.note(moment_at(7ms, 0, 2));
    record.note(moment_at(8ms, 40, 2));
    const auto rows = record.rows();
    REQUIRE(rows.size() == 3);
    CHECK(rows[0].at == link_clock::time_point(100us));
    CHECK(rows[0].queued == 900);
    CHECK(rows[0].in_flight == 910);
    CHECK(rows[0].dropped == 2);
    CHECK(rows[1].at == link_clock::time_point(300us));
    CHECK(rows[1].queued == 0);
    CHECK(rows[2].queued == 40);
}

TEST_CASE("however long a record is, its rows are few, in order, and have the highest peak") {
    path_record record(1ms, 100);
    for (int i = 0; i < 100'000; ++i)
        record.note(moment_at(i * 1ms, i == 31'337 ? 5'000 : static_cast<std::size_t>(i % 7), 3));
    record.note(moment_at(100s, 0, 4));
    const auto rows = record.rows();
    CHECK(rows.size() <= 102);
    CHECK(rows.size() >= 30);
    CHECK(std::ranges::is_sorted(rows, {}, &path_moment::at));
    CHECK(std::ranges::max(rows, {}, &path_moment::queued).queued == 5'000);
    CHECK(rows.back().queued == 0);
    CHECK(rows.back().dropped == 4);
}
