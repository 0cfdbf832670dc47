// The documented form of a matrix.
#include "report/json_value.hpp"
#include "report/matrix_json.hpp"
#include "report/sample_matrix.hpp"

#include <flags/base/error.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <string>

using namespace flags;
using nlohmann::ordered_json;

namespace {

std::string matrix_refusal(const ordered_json& document) {
    try {
        static_cast<void>(report::matrix_from_json(document));
    } catch (const usage_error& e) {
        return e.what();
    }
    return "";
}

} // namespace

TEST_CASE("a matrix is a list of comparisons with names, and is read again") {
    const auto document = report::to_json(test::sample_matrix());
    CHECK(document["matrix_schema"] == 1);
    CHECK(document["program"] == "flags 0.1.0");
    CHECK(document["left_out"] == ordered_json({"3g, sequential", "geo-sat"}));
    REQUIRE(document["conditions"].size() == 3);
    const auto& row = document["conditions"][0];
    CHECK(row["name"] == "fast-4g");
    CHECK(row["sentence"].get<std::string>().starts_with("fast-4g: 4 at once"));
    CHECK(row["least_time_s"] > 0.4);
    CHECK(row["comparison"]["schema"] == 1);
    CHECK(row["comparison"]["variants"][3]["runs"][0]["dropped"] == 109);
    const auto text = report::to_json_text(test::sample_matrix());
    CHECK(report::to_json_text(report::matrix_from_json(report::parse_json(text))) == text);
}

TEST_CASE(
    "what was assumed of a replayed site, and what was sent again in a run, is written and read again") {
    auto result = test::sample_matrix();
    auto& what = result.rows[0].result.what;
    what.assumed = "Replay: 20 files";
    what.files[1].server_time = std::chrono::microseconds(1'250);
    result.rows[0].result.variants[1].runs[0].resent = 12;
    const auto text = report::to_json_text(result);
    const auto comparison = report::parse_json(text)["conditions"][0]["comparison"];
    CHECK(comparison["assumed"] == "Replay: 20 files");
    CHECK(comparison["variants"][1]["runs"][0]["retransmissions"] == 12);
    CHECK(comparison["files"][1]["server_time_ms"] == 1.25);
    CHECK_FALSE(comparison["files"][0].contains("server_time_ms"));
    CHECK_FALSE(report::parse_json(text)["conditions"][1]["comparison"].contains("assumed"));
    CHECK(report::to_json_text(report::matrix_from_json(report::parse_json(text))) == text);
}

TEST_CASE("what is no matrix is refused by its place") {
    const auto document = report::to_json(test::sample_matrix());
    const auto changed = [&](const std::string& pointer, const ordered_json& value) {
        auto wrong = document;
        wrong[ordered_json::json_pointer(pointer)] = value;
        return matrix_refusal(wrong);
    };
    CHECK(changed("/matrix_schema", 2).starts_with("matrix_schema: must be 1"));
    CHECK(changed("/program", "curl").starts_with("program: "));
    CHECK(changed("/left_out/0", 7).starts_with("left_out[0]: "));
    CHECK(changed("/conditions", 7).starts_with("conditions: "));
    CHECK(changed("/conditions/1/name", "fast-4g")
              .starts_with("conditions[1].name: must not be that of another"));
    CHECK(changed("/conditions/1/comparison/variants/0/runs/0/dropped", -1)
              .starts_with("conditions[1].comparison.variants[0].runs[0].dropped: "));
    CHECK(matrix_refusal(document["conditions"][0]["comparison"]) == "matrix_schema: is missing");
}
