// A network as JSON.
#include "report/network_json.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <tuple>
#include <vector>

using namespace std::chrono_literals;
using flags::report::to_json;

TEST_CASE("conditions are in milliseconds and bit/s, and a missing limit is null") {
    const flags::netlab::conditions path{
        .rtt = 100ms, .down = 9'000'000, .loss = {.lost_in_good = 0.01}, .seed = 7};
    const auto result = to_json(path);
    CHECK(result["text"] == describe(path));
    CHECK(result["rtt_ms"] == 100);
    CHECK(result["down_bps"] == 9'000'000);
    CHECK(result["up_bps"].is_null());
    CHECK(result["queue_down_bytes"] == 112'500);
    CHECK(result["queue_up_bytes"].is_null());
    CHECK(result["mean_loss"] == 0.01);
    CHECK(result["seed"] == 7);
    CHECK_FALSE(result.contains("reorder"));
}

TEST_CASE("further conditions are told under their names, and what they did beside the other counts") {
    flags::netlab::conditions path;
    std::get<flags::netlab::reordering>(path.further) = {.part = 0.01, .lead = 5ms};
    CHECK(to_json(path)["reorder"] ==
          nlohmann::ordered_json({{"part", 0.01}, {"gap", 1.0}, {"lead_ms", 5.0}}));
    CHECK(to_json(path, {.down = {.further = {{"reordered", 9}}}})["packets"]["down"]["reordered"] == 9);
}

TEST_CASE("the counts of packets and the results of the probes") {
    const auto result = to_json({.rtt = 100ms, .jitter = 3ms, .congestion_control = "bbr"},
                                {.up = {.carried = 3},
                                 .down = {.lost = 2},
                                 .late = {.max = 1ms},
                                 .retransmissions = 5,
                                 .probes = {{.rtt = 104ms, .down = 10e6}, {}}});
    CHECK(result["congestion_control"] == "bbr");
    CHECK(result["late_ms"]["max"] == 1);
    CHECK(result["packets"]["up"]["carried"] == 3);
    CHECK(result["packets"]["down"]["lost"] == 2);
    CHECK(result["probes"][0]["when"] == "before");
    CHECK(result["probes"][0]["rtt_ms"] == 104);
    CHECK(result["probes"][0]["expected_rtt_ms"] == 103);
    CHECK(result["probes"][0]["down_bps"] == 10e6);
    CHECK(result["probes"][0]["up_bps"].is_null());
    CHECK(result["probes"][1]["when"] == "after");
    CHECK(result["probes"][1]["rtt_ms"].is_null());
    CHECK(result["retransmissions"] == 5);
}
