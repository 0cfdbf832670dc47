// The documented form of a comparison, and what is read of flags' own reports.
#include "netlab/profiles.hpp"
#include "report/comparison_json.hpp"
#include "report/comparison_text.hpp"
#include "report/har.hpp"
#include "report/json_value.hpp"
#include "report/page.hpp"
#include "report/sample_comparison.hpp"
#include "support/read_file.hpp"

#include <flags/base/error.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

using namespace flags;
using nlohmann::ordered_json;

namespace {

std::string written_again(const std::string& text) {
    return report::to_json_text(report::from_json(report::parse_json(text)));
}

// Empty when the comparison is accepted.
std::string refusal_of(const ordered_json& document) {
    try {
        static_cast<void>(report::from_json(document));
    } catch (const usage_error& e) {
        return e.what();
    }
    return "";
}

// Whether a sentence begins with the place of this field.
bool names(std::string_view sentence, const std::string& pointer) {
    std::string place;
    for (ordered_json::json_pointer rest(pointer); !rest.empty(); rest.pop_back()) {
        const auto& last = rest.back();
        const bool is_index = std::ranges::all_of(last, [](char c) { return c >= '0' && c <= '9'; });
        place = (is_index ? "[" + last + "]" : (rest.parent_pointer().empty() ? "" : ".") + last) + place;
    }
    return sentence.starts_with(place + ": ");
}

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
    auto result = test::sample_comparison({"BR", "CN"});
    result.variants = {result.variants[2], result.variants[4]};
    for (auto& variant : result.variants)
        variant.runs.erase(variant.runs.begin(), variant.runs.end() - 2);
    result.variants[1].runs[0].failure = "exit code 1: no route";
    result.lab->invalid = {"the ferry was late"};
    result.lab->probes[1].rtt.reset();
    return result;
}

} // namespace

TEST_CASE("schema 1 of a comparison has not changed") {
    const auto result = report::to_json(short_comparison());
    const auto golden = ordered_json::parse(test::read_file(FLAGS_COMPARISON_SCHEMA_1));
    CAPTURE(result.dump(2));
    CHECK(same(result, golden));
}

TEST_CASE("a variant with a number of requests at once says it, and is read again") {
    auto result = short_comparison();
    result.variants[0].number = {.most = 64, .automatic = true};
    const auto document = report::to_json(result);
    CHECK(document["variants"][0]["at_once"] == ordered_json({{"most", 64}, {"automatic", true}}));
    CHECK_FALSE(document["variants"][1].contains("at_once"));
    CHECK(report::from_json(document).variants[0].number == result.variants[0].number);
    auto wrong = document;
    wrong["variants"][0]["at_once"]["most"] = "many";
    CHECK(refusal_of(wrong).starts_with("variants[0].at_once.most: "));
}

TEST_CASE("what was on its way in a run is columns of one length, and is read again") {
    auto result = short_comparison();
    result.variants[0].median_run->path = {{.ms = 0.25, .in_flight = 1'514},
                                           {.ms = 7, .queued = 20, .dropped = 4}};
    const auto document = report::to_json(result);
    const auto& path = document["variants"][0]["waterfall"]["path"];
    CHECK(path == ordered_json({{"ms", {0.25, 7.0}},
                                {"in_flight_bytes", {1'514, 0}},
                                {"queue_bytes", {0, 20}},
                                {"dropped", {0, 4}}}));
    CHECK(report::to_json(report::from_json(document)) == document);
    auto wrong = document;
    wrong["variants"][0]["waterfall"]["path"]["dropped"].erase(0);
    CHECK(refusal_of(wrong).starts_with("variants[0].waterfall.path.dropped: must be as long as ms"));
}

TEST_CASE("unknown values are null, and a real network has no conditions") {
    auto comparison = short_comparison();
    comparison.what.lab.reset();
    comparison.lab.reset();
    comparison.variants[0].limit.reset();
    comparison.variants[0].median.reset();
    comparison.variants[0].median_run->requests[0] = {};
    const auto result = report::to_json(comparison);
    CHECK(result["conditions"].is_null());
    CHECK(result["lab"].is_null());
    CHECK(result["valid"] == true);
    CHECK(result["invalid"] == ordered_json::array());
    for (const char* const unknown : {"limit_s", "bound", "median_s", "interval_s", "efficiency"})
        CHECK(result["variants"][0][unknown].is_null());
    for (const char* const unknown : {"status", "connection", "ideal_ms", "http_version", "remote_ip"})
        CHECK(result["variants"][0]["waterfall"]["flags"][0][unknown].is_null());
}

TEST_CASE("a comparison that was read is written as it was") {
    const auto golden = test::read_file(FLAGS_COMPARISON_SCHEMA_1);
    CHECK(written_again(golden) == golden);
    auto comparison = test::sample_comparison();
    CHECK(written_again(report::to_json_text(comparison)) == report::to_json_text(comparison));
    using namespace std::chrono_literals;
    auto& path = comparison.what.lab->path;
    path = {.rtt = 1'234'567us,
            .jitter = 3ms,
            .up = 56'000,
            .queue_bytes = 9'000,
            .loss = {.good_to_bad = 0.004, .bad_to_good = 0.4},
            .seed = UINT64_MAX};
    comparison.what.precision = 0.02;
    comparison.variants[0].median_run->requests[0].start_ms = -0.5;
    CHECK(written_again(report::to_json_text(comparison)) == report::to_json_text(comparison));
    path = netlab::find_profile("bloat")->path; // its queue is a time
    CHECK(written_again(report::to_json_text(comparison)) == report::to_json_text(comparison));
    comparison.what.lab.reset();
    comparison.lab.reset();
    for (auto& variant : comparison.variants)
        variant = {.name = variant.name};
    CHECK(written_again(report::to_json_text(comparison)) == report::to_json_text(comparison));
}

TEST_CASE("a comparison that was read is shown as it was") {
    const auto comparison = test::sample_comparison();
    const auto read = report::from_json(report::to_json(comparison));
    CHECK(report::to_text(read) == report::to_text(comparison));
    CHECK(report::to_har(read) == report::to_har(comparison));
    CHECK(report::to_page(read, {}) == report::to_page(comparison, {}));
}

TEST_CASE("each field that is needed is refused by its name when it is missing or of the wrong type") {
    // What follows from other fields is not read.
    const std::vector<std::string> derived{"/valid",
                                           "/variants/0/efficiency",
                                           "/variants/0/failures",
                                           "/conditions/profile",
                                           "/conditions/queue_down_bytes",
                                           "/conditions/queue_up_bytes",
                                           "/conditions/mean_loss",
                                           "/lab/probes/0/when",
                                           "/lab/probes/0/expected_rtt_ms"};
    const auto golden = ordered_json::parse(test::read_file(FLAGS_COMPARISON_SCHEMA_1));
    std::size_t fields = 0;
    const auto check = [&](const std::string& pointer) {
        CAPTURE(pointer);
        ++fields;
        auto wrong = golden;
        wrong[ordered_json::json_pointer(pointer)] = ordered_json::object();
        CHECK(names(refusal_of(wrong), pointer));
        const auto parent = ordered_json::json_pointer(pointer).parent_pointer();
        auto missing = golden;
        if (!missing[parent].is_object()) return;
        missing[parent].erase(ordered_json::json_pointer(pointer).back());
        CHECK(names(refusal_of(missing), pointer));
    };
    const auto flat = golden.flatten();
    for (const auto& [pointer, value] : flat.items()) {
        const bool repeated = pointer.starts_with("/files/1") || pointer.starts_with("/variants/1") ||
                              pointer.contains("/runs/1") || pointer.contains("/flags/1") ||
                              pointer.contains("/window/1") || pointer.contains("/window/2") ||
                              pointer.starts_with("/lab/probes/1");
        if (!repeated && std::ranges::find(derived, pointer) == derived.end()) check(pointer);
    }
    CHECK(fields > 80);
}

TEST_CASE("values that no comparison has are refused") {
    using row = std::pair<std::string, ordered_json>;
    for (const auto& [pointer, value] : {row("/schema", 2),
                                         row("/schema", 1.0),
                                         row("/program", "curl 8"),
                                         row("/variants", ordered_json::array()),
                                         row("/variants/0/kind", "other"),
                                         row("/variants/0/bound", "luck"),
                                         row("/variants/0/bound", nullptr),
                                         row("/variants/0/median_s", -1),
                                         row("/variants/0/median_s", 1e300),
                                         row("/variants/0/median_s", nullptr),
                                         row("/variants/0/interval_s", {1}),
                                         row("/variants/0/interval_s", {2, 1}),
                                         row("/variants/0/interval_s", nullptr),
                                         row("/variants/0/runs/0/block", -1),
                                         row("/variants/0/runs/0/block", 0.5),
                                         row("/variants/0/runs/0/retries", 1e19),
                                         row("/variants/0/waterfall/flags/0/status", 1LL << 40),
                                         row("/conditions", nullptr),
                                         row("/conditions/rtt_ms", 1e9),
                                         row("/conditions/down_bps", 20'000'000'000),
                                         row("/conditions/text", "rtt 1ms, queue many bytes"),
                                         row("/conditions/text", "rtt 1ms, queue long"),
                                         row("/conditions/gilbert_elliott/lost_in_bad", 1.5),
                                         row("/lab", nullptr)}) {
        CAPTURE(pointer);
        CAPTURE(value);
        auto wrong = ordered_json::parse(test::read_file(FLAGS_COMPARISON_SCHEMA_1));
        wrong[ordered_json::json_pointer(pointer)] = value;
        CHECK(!refusal_of(wrong).empty());
    }
    for (const auto* const text : {"", "[]", "7", "null", "{}"}) {
        CAPTURE(text);
        CHECK_THROWS_AS(written_again(text), usage_error);
    }
}

TEST_CASE("a network with a further condition is refused by its name, not read without it") {
    auto comparison = test::sample_comparison();
    std::get<netlab::duplication>(comparison.what.lab->path.further).part = 0.1;
    CHECK(refusal_of(report::to_json(comparison)).starts_with("conditions.duplicate: "));
}

TEST_CASE("a comparison that is cut off anywhere is refused") {
    const auto golden = test::read_file(FLAGS_COMPARISON_SCHEMA_1);
    for (std::size_t length = 0; length + 2 < golden.size(); length += 97)
        CHECK_THROWS_AS(written_again(golden.substr(0, length)), usage_error);
}

TEST_CASE("deep nesting and numbers that no double holds are refused") {
    CHECK_THROWS_AS(static_cast<void>(report::parse_json(std::string(1'000'000, '['))), usage_error);
    CHECK_THROWS_AS(static_cast<void>(report::parse_json(std::string(17, '[') + std::string(17, ']'))),
                    usage_error);
    CHECK(report::parse_json(std::string(16, '[') + std::string(16, ']')).is_array());
    CHECK_THROWS_AS(static_cast<void>(report::parse_json("[1e999]")), usage_error);
    CHECK_THROWS_AS(static_cast<void>(report::parse_json("[\"\xFF\"]")), usage_error);
}
