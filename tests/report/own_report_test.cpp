// What a comparison reads of the report of one run.
#include "report/comparison_json.hpp"
#include "report/window_json.hpp"

#include <flags/base/error.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <string>

using namespace flags;
using nlohmann::ordered_json;
using report::parse_own_report;

namespace {

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
    }],
    "windows": [{"origin": "http://192.0.2.1", "rows": [
        {"ms": 9.5, "why": "rounds", "in_flight": 3, "at_once": 4, "window_bytes": 50000, "open_bytes": 20000,
         "answer_bytes": 12000, "rate_bps": 9e6, "round_trip_ms": 100, "queue_allowed_ms": 50, "queue_seen_ms": 0,
         "server_time_ms": 6}
    ]}]
})";

} // namespace

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
    REQUIRE(report->window.size() == 1);
    CHECK(report->window[0].ms == 9.5);
    CHECK(report->window[0].figures.why == window::reason::rounds);
    CHECK(report->window[0].figures.at_once == 4);
    CHECK(report->window[0].figures.rate.bits_per_second == 9e6);
    CHECK(report->window[0].figures.server_time.count() == doctest::Approx(0.006));
}

TEST_CASE("a row of a window is read as it was written, whatever the reason") {
    for (int why = 0; why <= static_cast<int>(window::reason::refusal); ++why) {
        const compare::window_row row{.ms = -2.5,
                                      .figures = {.why = static_cast<window::reason>(why),
                                                  .in_flight = 1,
                                                  .at_once = 2,
                                                  .window_bytes = 3,
                                                  .open_bytes = 4,
                                                  .rate = {5},
                                                  .round_trip = window::seconds(6),
                                                  .queue_allowed = window::seconds(7),
                                                  .queue_seen = window::seconds(8),
                                                  .server_time = window::seconds(9),
                                                  .answer_bytes = 10}};
        const auto result = report::to_json(row);
        const auto again = report::read_window_row(report::json_value(result));
        CHECK(again.ms == row.ms);
        CHECK(again.figures == row.figures);
    }
    CHECK_THROWS_AS(static_cast<void>(report::read_window_row(report::json_value(
                        ordered_json::parse(R"({"ms": 1, "why": "<b>", "in_flight": 1, "at_once": 1})")))),
                    usage_error);
}

TEST_CASE("text that is not a report of flags gives none, without an error") {
    auto wrong_type = ordered_json::parse(own_report);
    wrong_type["flags"][0]["bytes"] = "seven";
    auto wrong_row = ordered_json::parse(own_report);
    wrong_row["windows"][0]["rows"][0]["why"] = "because";
    for (const std::string& text : {std::string(), std::string("{"), std::string("[]"), std::string("{}"),
                                    wrong_type.dump(), wrong_row.dump()}) {
        CAPTURE(text);
        CHECK_FALSE(parse_own_report(text).has_value());
    }
}
