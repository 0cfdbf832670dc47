// Failures in a row: what counts, what begins anew, when a host has used up its budget.
#include <flags/fetch/host_budget.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace std::chrono_literals;
using flags::fetch::host_budget;

namespace {

const std::string host_a = "http://a.example";
const std::string host_b = "http://b.example";

host_budget::clock::time_point at(std::chrono::seconds time) { return host_budget::clock::time_point(time); }

// One after another: failure n lasts from second n to second n + 1.
void fail(host_budget& budget, int from, int to) {
    for (int n = from; n < to; ++n)
        budget.failed(host_a, at(std::chrono::seconds(n)), at(std::chrono::seconds(n + 1)),
                      "failure " + std::to_string(n));
}

} // namespace

TEST_CASE("so many failures in a row end a host's budget, with the last reason") {
    host_budget budget({.failures = 3, .time = 0s});
    fail(budget, 0, 2);
    CHECK(budget.refusal(host_a) == nullptr);
    fail(budget, 2, 3);
    REQUIRE(budget.refusal(host_a) != nullptr);
    CHECK(*budget.refusal(host_a) == "http://a.example failed 3 times in a row: failure 2");
    CHECK(budget.refusal(host_b) == nullptr);
}

TEST_CASE("an answer begins the row anew, and gives back a host that was given up") {
    host_budget budget({.failures = 3, .time = 0s});
    fail(budget, 0, 2);
    budget.answered(host_b);
    budget.answered(host_a);
    fail(budget, 2, 4);
    CHECK(budget.refusal(host_a) == nullptr);
    fail(budget, 4, 5);
    CHECK(budget.refusal(host_a) != nullptr);
    budget.answered(host_a); // to a request that was under way
    CHECK(budget.refusal(host_a) == nullptr);
}

TEST_CASE("requests that fail together are one failure") {
    host_budget budget({.failures = 3, .time = 0s});
    for (int together = 0; together < 32; ++together)
        budget.failed(host_a, at(0s), at(std::chrono::seconds(1 + together)), "no answer");
    CHECK(budget.refusal(host_a) == nullptr);
    fail(budget, 40, 42);
    CHECK(budget.refusal(host_a) != nullptr);
}

TEST_CASE("the usual patience ends with the tenth failure in a row, and not within half a minute") {
    using flags::fetch::host_patience;
    for (const auto each : {1s, 3s, 4s, 6s}) {
        host_budget budget((host_patience()));
        int failures = 0;
        for (; budget.refusal(host_a) == nullptr && failures < 100; ++failures)
            budget.failed(host_a, at(failures * each), at((failures + 1) * each), "no answer");
        CHECK(failures == (each == 1s ? 30 : 10));
    }
}

TEST_CASE("fast failures need their time") {
    host_budget budget({.failures = 3, .time = 30s});
    fail(budget, 0, 29);
    CHECK(budget.refusal(host_a) == nullptr);
    fail(budget, 29, 30);
    CHECK(budget.refusal(host_a) != nullptr);
}
