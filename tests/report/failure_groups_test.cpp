// Failures by cause and host, however many.
#include "report/failure_groups.hpp"

#include <doctest/doctest.h>

#include <string>

using flags::fetch::outcome;
using flags::report::failure_groups;

namespace {

outcome failure(const std::string& url, const std::string& cause, int status = 0) {
    return {.job = {.url = url}, .last = {.status = status, .cause = cause}};
}

} // namespace

TEST_CASE("nothing that failed is no sentence") { CHECK(failure_groups().sentence().empty()); }

TEST_CASE("failures of one cause at one host are one group, the largest first") {
    failure_groups groups;
    groups.add(failure("http://b.example/x", "dns"));
    for (int n = 0; n < 12; ++n)
        groups.add(failure("http://a.example:81/" + std::to_string(n), "http_status", 429));
    groups.add(failure("http://a.example:81/", "http_status", 404));
    CHECK(groups.sentence() ==
          "not there: 429 × 12 at a.example:81; 404 × 1 at a.example:81; dns × 1 at b.example");
}

TEST_CASE("ten groups are named, the others are counted, and their number is bounded") {
    failure_groups groups;
    for (int n = 0; n < 5'000; ++n)
        groups.add(failure("http://" + std::to_string(n) + ".example/", "timeout"));
    CHECK(groups.sentence().starts_with("not there: timeout × 1 at 0.example; "));
    CHECK(groups.sentence().ends_with("; 4990 others"));
    CHECK(groups.sentence().size() < 500);
}
