// The reports of -v, word for word.
#include "report/verbose.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

using namespace std::chrono_literals;
using namespace flags::report;
using flags::catalog::country_code;
using flags::fetch::outcome;
using flags::fetch::outcome_kind;

namespace {

std::vector<country_code> codes(std::string_view text) {
    std::vector<country_code> each;
    for (std::size_t at = 0; at < text.size(); at += 3)
        each.push_back(country_code::parse(text.substr(at, 2)));
    return each;
}

outcome ended_as(outcome_kind kind, const char* message = "") {
    outcome end;
    end.job.label = "BR";
    end.job.url = "http://h/br.png";
    end.kind = kind;
    end.last.message = message;
    return end;
}

} // namespace

TEST_CASE("before a run: the server, the flags, the number of requests at once") {
    CHECK(initial_report("LOCAL", "http://127.0.0.1:8000/flags", codes("BD BR CD CN DE EG ET FR ID IN IR"),
                         11) == "LOCAL site: http://127.0.0.1:8000/flags\n"
                                "Searching for 11 flags: from BD to IR\n"
                                "11 concurrent connections will be used.");
    CHECK(initial_report("", "https://example.org/{CC}.svg", codes("BR"), 1) ==
          "Site: https://example.org/{CC}.svg\n"
          "Searching for 1 flag: BR\n"
          "1 connection will be used.");
    CHECK(initial_report("ERROR", "u", codes("BD BR CD CN DE EG ET FR ID IN"), 2) ==
          "ERROR site: u\n"
          "Searching for 10 flags: BD, BR, CD, CN, DE, EG, ET, FR, ID, IN\n"
          "2 concurrent connections will be used.");
}

TEST_CASE("a flag's line has its outcome") {
    CHECK(flag_line(ended_as(outcome_kind::ok)) == "BR OK");
    auto there = ended_as(outcome_kind::ok);
    there.last.status = 304;
    CHECK(flag_line(there) == "BR unchanged");
    there.last.status = 0;
    there.job.skip_if_there = true;
    CHECK(flag_line(there) == "BR already there");
    CHECK(flag_line(ended_as(outcome_kind::not_found, "gone")) == "BR not found: http://h/br.png");
    CHECK(flag_line(ended_as(outcome_kind::failed, "http://h/br.png: timed out")) ==
          "BR error: http://h/br.png: timed out");
    CHECK(flag_line(ended_as(outcome_kind::cancelled)) == "BR cancelled: http://h/br.png");
}

TEST_CASE("after a run: a rule, the count of each kind in singular or plural, and the time") {
    const std::string rule(20, '-');
    tally all;
    all.ok = 20;
    CHECK(final_report(all, 120ms) == rule + "\n 20 flags downloaded.\nElapsed time: 0.12s");
    all.already_there = 20;
    CHECK(final_report(all, 120ms) == rule + "\n 20 already there.\nElapsed time: 0.12s");
    tally one;
    one.ok = one.not_found = one.failed = one.cancelled = 1;
    CHECK(final_report(one, 1s) ==
          rule + "\n  1 flag downloaded.\n  1 not found.\n  1 error.\n  1 cancelled.\nElapsed time: 1.00s");
    tally bad;
    bad.not_found = 3;
    bad.failed = 1234;
    bad.cancelled = 2;
    CHECK(final_report(bad, 61s) ==
          rule + "\n  3 not found.\n1234 errors.\n  2 cancelled.\nElapsed time: 61.00s");
    CHECK(final_report(tally(), 0s) == rule + "\nElapsed time: 0.00s");
}
