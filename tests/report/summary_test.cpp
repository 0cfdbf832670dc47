// Counting, and the closing line of the book.
#include "report/summary.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <vector>

using namespace std::chrono_literals;
using flags::fetch::outcome;
using flags::fetch::outcome_kind;
using flags::report::closing_line;
using flags::report::tally;

namespace {

outcome ended(outcome_kind kind, const char* cause = "") {
    outcome end;
    end.kind = kind;
    end.last.cause = cause;
    return end;
}

tally downloads(std::size_t count) {
    tally result;
    result.ok = count;
    return result;
}

} // namespace

TEST_CASE("each kind of outcome is counted separately, storage among the failures") {
    const std::vector<outcome> ends = {
        ended(outcome_kind::ok),
        ended(outcome_kind::ok),
        ended(outcome_kind::ok),
        ended(outcome_kind::ok),
        ended(outcome_kind::not_found, "http_status"),
        ended(outcome_kind::failed, "storage"),
        ended(outcome_kind::failed, "timeout"),
        ended(outcome_kind::failed, "storage"),
        ended(outcome_kind::cancelled, "cancelled"),
        ended(outcome_kind::cancelled, "cancelled"),
    };
    const tally count(ends);
    CHECK(count.ok == 4);
    CHECK(count.not_found == 1);
    CHECK(count.failed == 3);
    CHECK(count.cancelled == 2);
    CHECK(count.storage_failures == 2);
    CHECK(count.all() == 10);
}

TEST_CASE("without outcomes all counts are zero") {
    const tally count(std::vector<outcome>{});
    CHECK(count.all() == 0);
    CHECK(count.storage_failures == 0);
}

TEST_CASE("the closing line is the book's, with one download in the singular and hundredths of a second") {
    CHECK(closing_line(downloads(20), 310ms) == "20 downloads in 0.31s");
    CHECK(closing_line(downloads(1), 20ms) == "1 download in 0.02s");
    CHECK(closing_line(downloads(0), 0ms) == "0 downloads in 0.00s");
    CHECK(closing_line(downloads(2), 61'239ms) == "2 downloads in 61.24s");
}

TEST_CASE("flags that failed are not downloads") {
    tally count = downloads(3);
    count.failed = 2;
    CHECK(closing_line(count, 1s) == "3 downloads in 1.00s");
}
