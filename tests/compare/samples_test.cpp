// Runs become JSON, with the program's own report and the connections that it opened.
#include "compare/samples.hpp"
#include "support/temp_dir.hpp"

#include <flags/base/error.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <string>
#include <vector>

using namespace flags::compare;
using flags::test::temp_dir;

namespace {

// Does `script` with the folder in $1.
variant scripted(const std::string& name, const std::string& script, bool reports = false) {
    return {.how = {.name = name,
                    .start =
                        [script](const std::filesystem::path& folder) {
                            return flags::process::command{
                                .argv = {"sh", "-c", script, "sh", folder.string()}};
                        }},
            .reports = reports};
}

} // namespace

TEST_CASE("each run is told with what it cost, brought and reported") {
    const temp_dir scratch;
    const std::vector<variant> variants{
        scripted("reports", R"(printf abc >"$1/a"; printf '{"flags": []}' >"$1.json")", true),
        scripted("silent", R"(printf abc >"$1/b")"),
    };
    std::vector<std::size_t> told;
    const auto samples =
        take_samples(variants, {.how = {.runs = 2}, .tell = [&](std::size_t runs) { told.push_back(runs); }},
                     scratch.path());
    CHECK(told == std::vector<std::size_t>{1, 2, 3, 4, 5, 6});
    REQUIRE(samples.size() == 6);
    for (const auto& sample : samples) {
        CHECK(sample["fault"] == "");
        CHECK(sample["files"] == 1);
        CHECK(sample["bytes"] == 3);
        CHECK(sample["wall_s"] > 0);
        CHECK(sample["spawned_ms"] > 1.7e12);
        CHECK(sample["connections"].is_null());
        CHECK(sample["report"].is_object() == (sample["variant"] == 0));
    }
    CHECK(samples[0]["block"] == 0);
    CHECK(samples[5]["block"] == 2);
    CHECK(samples[5]["position"] == 5);
    CHECK(std::filesystem::exists(first_files(scratch.path(), 0) / "a"));
    CHECK(std::filesystem::exists(first_files(scratch.path(), 1) / "b"));
}

TEST_CASE("a report that is missing or no JSON is a fault, and none is taken for the next one's") {
    const temp_dir scratch;
    const std::vector<variant> variants{scripted("none", "true", true),
                                        scripted("broken", "echo '{' >\"$1.json\"", true),
                                        scripted("worse", "echo lost >&2; exit 3", true)};
    for (const auto& sample : take_samples(variants, {.how = {.runs = 1}}, scratch.path())) {
        CHECK(sample["report"].is_null());
        CHECK(sample["fault"] == (sample["variant"] == 2 ? "exit code 3: lost" : "it wrote no report"));
    }
}

TEST_CASE("a comparison ends when its medians are precise enough, after five blocks at least") {
    const temp_dir scratch;
    const std::vector<variant> variants{scripted("same", "true")};
    const auto loosely = take_samples(variants, {.how = {.runs = 50}, .precision = 100.0}, scratch.path());
    CHECK(loosely.size() == 6);
    const auto never = take_samples(variants, {.how = {.runs = 7}, .precision = 1e-9}, scratch.path());
    CHECK(never.size() == 8);
    const auto fails = take_samples(std::vector{scripted("fails", "false")},
                                    {.how = {.runs = 7}, .precision = 100.0}, scratch.path());
    CHECK(fails.size() == 8);
}
