// What is made of the runs of a comparison.
#include "compare/comparison.hpp"
#include "compare/verdict.hpp"

#include <flags/base/error.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <string>
#include <vector>

using namespace flags::compare;
using json = nlohmann::ordered_json;

namespace {

// A request of flags' own report.
json request(const std::string& code, double start_ms, int port, bool reused) {
    return {{"code", code},
            {"url", "http://192.0.2.1/" + code},
            {"outcome", "ok"},
            {"status", 200},
            {"bytes", 1'000},
            {"started", "2026-01-01T00:00:00.000Z"},
            {"start_ms", start_ms},
            {"timings_ms", {{"total", 100}}},
            {"http_version", "1.1"},
            {"reused_connection", reused},
            {"remote_ip", "192.0.2.1"},
            {"local_port", port},
            {"retried", json::array()}};
}

json report_of_two() {
    return {{"started_ms", 1'000'007.0},
            {"flags", {request("BR", 5, 40'000, false), request("CN", 1, 40'001, false)}}};
}

json sample(std::size_t variant, std::size_t block, double wall_s, json report = nullptr) {
    return {{"variant", variant},
            {"block", block},
            {"position", 2 * block + variant},
            {"spawned_ms", 1e6},
            {"wall_s", wall_s},
            {"cpu_s", 0.01},
            {"fault", ""},
            {"files", 2},
            {"bytes", 2'000},
            {"connections", nullptr},
            {"report", std::move(report)}};
}

comparison_facts facts() {
    return {.program = "flags test",
            .server = "http://192.0.2.1/flags",
            .codes = {"BR", "CN"},
            .urls = {"http://192.0.2.1/BR", "http://192.0.2.1/CN"},
            .max_requests = 2,
            .runs = 3,
            .network = path{.rtt = 0.1},
            .header_bytes = 200};
}

std::vector<variant_facts> slow_fast_and_peer() {
    return {{.name = "slow", .is_flags = true, .manner = concurrency::one_new_each},
            {.name = "fast", .is_flags = true, .manner = concurrency::many},
            {.name = "peer"}};
}

json three_blocks() {
    auto samples = json::array();
    samples.push_back(sample(0, 0, 99, report_of_two())); // the warm-up does not count
    for (std::size_t block = 1; block <= 3; ++block) {
        const double load = 1 + 0.1 * static_cast<double>(block);
        samples.push_back(sample(0, block, 0.4 * load, report_of_two()));
        samples.push_back(sample(1, block, 0.2 * load, report_of_two()));
        samples.push_back(sample(2, block, 0.3 * load));
    }
    return samples;
}

} // namespace

TEST_CASE("medians, speed-ups of paired blocks, limits and efficiency of a comparison") {
    const json told = make_comparison(facts(), slow_fast_and_peer(), three_blocks());
    CHECK(told["schema"] == 1);
    CHECK(told["files"][1] == json({{"code", "CN"}, {"url", "http://192.0.2.1/CN"}, {"bytes", 1'000}}));
    const json& slow = told["variants"][0];
    const json& fast = told["variants"][1];
    const json& peer = told["variants"][2];
    CHECK(slow["median_s"] == doctest::Approx(0.48));
    CHECK(slow["mean_s"] == doctest::Approx(0.48));
    CHECK(slow["deviation_s"] == doctest::Approx(0.04));
    CHECK(slow["limit_s"] == doctest::Approx(0.4)); // two connections, two answers, 100 ms each
    CHECK(slow["efficiency"] == doctest::Approx(0.4 / 0.48));
    CHECK(slow["speedup"] == 1);
    CHECK(fast["limit_s"] == doctest::Approx(0.2));
    CHECK(fast["speedup"] == doctest::Approx(2));
    CHECK(fast["speedup_interval"][0] == doctest::Approx(2)); // the load was the same for both
    CHECK(fast["speedup_interval"][1] == doctest::Approx(2));
    CHECK(fast["connections"] == 2);
    CHECK(fast["retries"] == 0);
    CHECK(fast["failures"] == 0);
    CHECK(peer["kind"] == "peer");
    CHECK(peer["times_as_long"] == doctest::Approx(1.5));
    CHECK(peer["connections"].is_null());
    CHECK(peer["retries"].is_null());
    CHECK(peer["waterfall"].is_null());
    CHECK(told["knee"].is_null());
    for (const auto& variant : told["variants"])
        CHECK(variant["runs"].size() == 3);
}

TEST_CASE("the waterfall is that of the median run, its requests in order and its connections counted") {
    const json told = make_comparison(facts(), slow_fast_and_peer(), three_blocks());
    const json& waterfall = told["variants"][1]["waterfall"];
    CHECK(waterfall["block"] == 2);
    REQUIRE(waterfall["flags"].size() == 2);
    CHECK(waterfall["flags"][0]["code"] == "CN");
    CHECK(waterfall["flags"][0]["start_ms"] == doctest::Approx(8)); // 7 after the program was started, and 1
    CHECK(waterfall["flags"][0]["connection"] == 1);
    CHECK(waterfall["flags"][0]["ideal_ms"] == doctest::Approx(200));
    CHECK(waterfall["flags"][1]["connection"] == 2);
}

TEST_CASE("a run that failed or brought something else counts as failure and in nothing else") {
    auto samples = three_blocks();
    samples[4]["fault"] = "exit code 1: no route"; // the slow one's in block 2
    samples[6]["bytes"] = 1'999;                   // the peer's
    samples[8]["files"] = 1;                       // the fast one's in block 3
    const json told = make_comparison(facts(), slow_fast_and_peer(), samples);
    CHECK(told["variants"][0]["failures"] == 1);
    CHECK(told["variants"][0]["median_s"] == doctest::Approx((0.44 + 0.52) / 2));
    CHECK(told["variants"][0]["runs"][1]["failure"] == "exit code 1: no route");
    CHECK(told["variants"][2]["runs"][1]["failure"] == "2 files with 1999 bytes instead of 2 with 2000");
    CHECK(told["variants"][1]["runs"][2]["failure"] == "1 files with 2000 bytes instead of 2 with 2000");
    CHECK(to_text(told).contains("slow, run 2: exit code 1: no route\n"));
}

TEST_CASE("requests that were tried again are counted, and told in the waterfall") {
    auto samples = three_blocks();
    for (auto& each : samples)
        if (each["report"].is_object()) {
            auto again = request("BR", 0.5, 39'999, false);
            again["status"] = 503;
            each["report"]["flags"][0]["retried"].push_back(again);
        }
    const json told = make_comparison(facts(), slow_fast_and_peer(), samples);
    CHECK(told["variants"][0]["retries"] == 3);
    CHECK(told["variants"][0]["connections"] == 3);
    const json& first = told["variants"][0]["waterfall"]["flags"][0];
    CHECK(first["outcome"] == "retried");
    CHECK(first["attempt"] == 1);
    CHECK(first["ideal_ms"].is_null());
    CHECK(told["variants"][0]["waterfall"]["flags"][2]["attempt"] == 2);
}

TEST_CASE("what was never brought has no size, and then there is no limit") {
    auto samples = three_blocks();
    for (auto& each : samples)
        if (each["report"].is_object()) each["report"]["flags"][1]["outcome"] = "failed";
    const json told = make_comparison(facts(), slow_fast_and_peer(), samples);
    CHECK(told["files"][1]["bytes"].is_null());
    CHECK(told["variants"][0]["limit_s"].is_null());
    CHECK(told["variants"][0]["efficiency"].is_null());
}

TEST_CASE("a network that is not known has no limit") {
    auto unknown = facts();
    unknown.network.reset();
    const json told = make_comparison(unknown, slow_fast_and_peer(), three_blocks());
    CHECK(told["variants"][1]["limit_s"].is_null());
    CHECK(told["variants"][1]["waterfall"]["flags"][0]["ideal_ms"].is_null());
    CHECK_FALSE(told["sentence"].get<std::string>().contains("possible"));
}

TEST_CASE("no run that succeeded is no figure but a sentence") {
    auto samples = three_blocks();
    for (auto& each : samples)
        each["fault"] = "killed at its time limit";
    const json told = make_comparison(facts(), slow_fast_and_peer(), samples);
    CHECK(told["variants"][0]["median_s"].is_null());
    CHECK(told["variants"][0]["speedup"].is_null());
    CHECK(told["sentence"].get<std::string>().contains("No run of flags succeeded"));
    CHECK(to_text(told).contains("killed at its time limit"));
}

TEST_CASE("the sentence says how much faster, how near to what limit, and how the peers do") {
    const json told = make_comparison(facts(), slow_fast_and_peer(), three_blocks());
    const std::string words = told["sentence"];
    CAPTURE(words);
    CHECK(words.starts_with("fast takes 240 ms, 2.00 times as fast as slow (2.00 to 2.00)."));
    CHECK(words.contains("83.3 % of what is possible here: nobody can need less than 200 ms"));
    CHECK(words.ends_with(" peer takes 1.500 times as long (1.500 to 1.500)."));
    auto many = told;
    many["files"] = json::array({1, 2, 3, 4, 5});
    many["knee"] = 3.2;
    CHECK(sentence_of(many).contains(" More than 4 connections cannot help on this link."));
    many["knee"] = 4.2; // five connections are one for each file
    CHECK_FALSE(sentence_of(many).contains("cannot help"));
    many["variants"][2]["times_as_long_interval"] = {0.9, 1.6};
    CHECK(sentence_of(many).ends_with("(0.900 to 1.600), which may be chance."));
}

TEST_CASE("the table has a line for each variant, in columns") {
    const auto text = to_text(make_comparison(facts(), slow_fast_and_peer(), three_blocks()));
    CHECK(text.contains(
        "\nslow  480 ms  440 ms - 520 ms     1.00x  1.00x - 1.00x  400 ms      83.3 %            2"));
    CHECK(text.contains("\npeer  360 ms "));
}

TEST_CASE("samples that are none are refused") {
    CHECK_THROWS_AS((void)make_comparison(facts(), slow_fast_and_peer(), json::array({{{"block", 1}}})),
                    flags::usage_error);
}
