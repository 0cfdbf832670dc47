// The documented form of a comparison, and what is read of flags' own reports.
#include "report/comparison_json.hpp"
#include "report/sample_comparison.hpp"
#include "support/read_file.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <string>
#include <vector>

using namespace flags;
using nlohmann::ordered_json;
using report::parse_own_report;

namespace {

// Equal, but for the last digits of computed numbers, which differ between processors.
bool same(const ordered_json& a, const ordered_json& b) {
    const auto one = a.flatten();
    const auto other = b.flatten();
    if (one.size() != other.size()) return false;
    for (auto left = one.begin(), right = other.begin(); left != one.end(); ++left, ++right) {
        const bool numbers = left->is_number() && right->is_number();
        const bool alike =
            numbers ? left->get<double>() == doctest::Approx(right->get<double>()) : *left == *right;
        if (left.key() != right.key() || !alike) return false;
    }
    return true;
}

// A mode of flags and a peer, two runs of each.
compare::comparison short_comparison() {
    auto told = test::sample_comparison({"BR", "CN"});
    told.variants = {told.variants[2], told.variants[4]};
    for (auto& variant : told.variants)
        variant.runs.erase(variant.runs.begin(), variant.runs.end() - 2);
    told.variants[1].runs[0].failure = "exit code 1: no route";
    told.lab->invalid = {"the ferry was late"};
    told.lab->probes[1].rtt.reset();
    return told;
}

// What `flags get --json` writes of one flag that came with the second attempt, without what is not read.
constexpr const char* own_report = R"({
    "started_ms": 2000,
    "flags": [{
        "code": "BR", "url": "http://192.0.2.1/br", "outcome": "ok", "status": 200, "bytes": 7,
        "started": "2026-01-01T00:00:00.000Z", "start_ms": 5,
        "timings_ms": {"blocked": 0, "dns": 0, "connect": 3, "ssl": 0, "send": 0, "wait": 0, "receive": 0,
                       "redirect": 0, "total": 3},
        "http_version": "1.1", "reused_connection": false, "remote_ip": "192.0.2.1", "local_port": 40000,
        "retried": [{
            "status": null, "bytes": 0, "started": "2026-01-01T00:00:00.000Z", "start_ms": 1,
            "timings_ms": {"blocked": 0, "dns": 0, "connect": 0, "ssl": 0, "send": 0, "wait": 0, "receive": 0,
                           "redirect": 0, "total": 0},
            "http_version": null, "reused_connection": null, "remote_ip": null, "local_port": null
        }]
    }]
})";

} // namespace

TEST_CASE("schema 1 of a comparison is what it was") {
    const auto told = report::to_json(short_comparison());
    const auto golden = ordered_json::parse(test::read_file(FLAGS_COMPARISON_SCHEMA_1));
    CAPTURE(told.dump(2));
    CHECK(same(told, golden));
}

TEST_CASE("what is not known is null, and a real network has no conditions") {
    auto comparison = short_comparison();
    comparison.what.lab.reset();
    comparison.lab.reset();
    comparison.variants[0].limit.reset();
    comparison.variants[0].median.reset();
    comparison.variants[0].median_run->requests[0] = {};
    const auto told = report::to_json(comparison);
    CHECK(told["conditions"].is_null());
    CHECK(told["lab"].is_null());
    CHECK(told["valid"] == true);
    CHECK(told["invalid"] == ordered_json::array());
    for (const char* const unknown : {"limit_s", "bound", "median_s", "interval_s", "efficiency"})
        CHECK(told["variants"][0][unknown].is_null());
    for (const char* const unknown : {"status", "connection", "ideal_ms", "http_version", "remote_ip"})
        CHECK(told["variants"][0]["waterfall"]["flags"][0][unknown].is_null());
}

TEST_CASE("a report of flags is read attempt by attempt") {
    const auto report = parse_own_report(own_report);
    REQUIRE(report.has_value());
    CHECK(report->started_ms == 2'000);
    REQUIRE(report->requests.size() == 2);
    CHECK(report->requests[0].outcome == "retried");
    CHECK(report->requests[0].attempt == 1);
    CHECK_FALSE(report->requests[0].status.has_value());
    CHECK_FALSE(report->requests[0].reused_connection.has_value());
    const auto& last = report->requests[1];
    CHECK(last.outcome == "ok");
    CHECK(last.attempt == 2);
    CHECK(last.code == "BR");
    CHECK(last.status == 200);
    CHECK(last.bytes == 7);
    CHECK(last.start_ms == 5);
    CHECK(last.connection == 40'000);
    CHECK(last.reused_connection == false);
    CHECK(last.timings.connect == 3);
    CHECK(last.http_version == "1.1");
}

TEST_CASE("what is no report of flags is none, and no error") {
    auto wrong_type = ordered_json::parse(own_report);
    wrong_type["flags"][0]["bytes"] = "seven";
    for (const std::string& text :
         {std::string(), std::string("{"), std::string("[]"), std::string("{}"), wrong_type.dump()}) {
        CAPTURE(text);
        CHECK_FALSE(parse_own_report(text).has_value());
    }
}
