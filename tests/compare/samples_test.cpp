// Runs are measured and read again, with the program's own report and the connections that it opened.
#include "compare/samples.hpp"
#include "support/temp_dir.hpp"

#include <flags/base/error.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <fstream>
#include <string>
#include <vector>

using namespace flags::compare;
using flags::test::temp_dir;

namespace {

// Does `script` with the folder in $1.
program scripted(const std::string& name, const std::string& script, bool is_flags = false) {
    return {.name = name,
            .start =
                [script](const workload&, const std::filesystem::path& folder) {
                    return flags::process::command{.argv = {"sh", "-c", script, "sh", folder.string()}};
                },
            .is_flags = is_flags};
}

std::optional<own_report> read_word(const std::string& text) {
    if (text != "report") return std::nullopt;
    return own_report{.started_ms = 7};
}

std::vector<sample> samples_of(const std::vector<program>& programs, const sampling& how,
                               const std::filesystem::path& scratch) {
    take_samples(programs, {}, how, scratch);
    return read_samples(programs, read_word, scratch);
}

} // namespace

TEST_CASE("a program may have fewer runs than others, and none before them") {
    const temp_dir scratch;
    std::vector<program> programs{scripted("often", "printf abc >\"$1/a\""),
                                  scripted("once", "printf abc >\"$1/a\"")};
    programs[1].most_runs = 1;
    programs[1].warms_up = false;
    std::vector<std::size_t> blocks[2];
    for (const auto& each : samples_of(programs, {.how = {.runs = 3}}, scratch.path()))
        blocks[each.program].push_back(each.block);
    CHECK(blocks[0] == std::vector<std::size_t>{0, 1, 2, 3});
    CHECK(blocks[1] == std::vector<std::size_t>{1});
}

TEST_CASE("after its time no further block begins") {
    const temp_dir scratch;
    const std::vector<program> programs{scripted("a", "printf abc >\"$1/a\"")};
    const auto samples = samples_of(
        programs, {.how = {.runs = 9}, .ends_by = std::chrono::steady_clock::now()}, scratch.path());
    CHECK(samples.size() == 2); // the warm-up, and one that counts
}

TEST_CASE("what the queue dropped during a run is the run's") {
    const temp_dir scratch;
    flags::shared_count dropped;
    const std::vector<program> programs{scripted("a", "printf abc >\"$1/a\"")};
    dropped.set(7);
    flags::shared_count resent;
    resent.set(9);
    const auto samples =
        samples_of(programs, {.how = {.runs = 1}, .dropped = &dropped, .resent = &resent}, scratch.path());
    CHECK(samples.at(1).dropped == 0);
    CHECK(samples.at(1).resent == 0);
    const temp_dir other;
    const auto elsewhere = samples_of(programs, {.how = {.runs = 1}}, other.path());
    CHECK_FALSE(elsewhere.at(1).dropped.has_value());
    CHECK_FALSE(elsewhere.at(1).resent.has_value());
}

TEST_CASE("each run is recorded with its costs, its files and its report") {
    const temp_dir scratch;
    const std::vector<program> programs{
        scripted("reports", R"(printf abc >"$1/a"; printf report >"$1.json")", true),
        scripted("silent", R"(printf abc >"$1/b")"),
    };
    std::vector<std::size_t> begun;
    const auto tell = [&](std::size_t program, std::size_t done) {
        CHECK(done == begun.size());
        begun.push_back(program);
    };
    const auto samples = samples_of(programs, {.how = {.runs = 2}, .tell = tell}, scratch.path());
    REQUIRE(samples.size() == 6);
    CHECK(begun.size() == 6);
    for (std::size_t place = 0; place < 6; ++place)
        CHECK(samples[place].program == begun[place]);
    for (const auto& sample : samples) {
        CHECK(sample.fault.empty());
        CHECK(sample.found == goal{.files = 1, .bytes = 3});
        CHECK(sample.wall_s > 0);
        CHECK(sample.cpu_s >= 0);
        CHECK(sample.spawned_ms > 1.7e12);
        CHECK_FALSE(sample.connections.has_value());
        CHECK(sample.report.has_value() == (sample.program == 0));
    }
    CHECK(samples[0].block == 0);
    CHECK(samples[5].block == 2);
    CHECK(samples[5].position == 5);
    CHECK(std::filesystem::exists(first_files(scratch.path(), 0) / "a"));
    CHECK(std::filesystem::exists(first_files(scratch.path(), 1) / "b"));
}

TEST_CASE("connections of a program that is alone on a network are counted by the kernel") {
    const temp_dir scratch;
    const auto samples =
        samples_of({scripted("offline", "true")}, {.how = {.runs = 1}, .alone = true}, scratch.path());
    for (const auto& sample : samples)
        CHECK(sample.connections.has_value());
}

TEST_CASE("a missing or unreadable report is a fault, and no report is taken for another run's") {
    const temp_dir scratch;
    const std::vector<program> programs{scripted("none", "true", true),
                                        scripted("broken", "echo '{' >\"$1.json\"", true),
                                        scripted("worse", "echo '  lost  it' >&2; exit 3", true)};
    for (const auto& sample : samples_of(programs, {.how = {.runs = 1}}, scratch.path())) {
        CHECK_FALSE(sample.report.has_value());
        CHECK(sample.fault == (sample.program == 2 ? "exit code 3:   lost  it" : "it wrote no report"));
    }
}

TEST_CASE("times are as precise as half the interval of their median is of it") {
    // Each end of five values is the median of more than a fortieth of the resamples, so the interval is 8 to 12.
    CHECK(is_precise(std::vector<double>{8, 9, 10, 11, 12}, 0.2));
    CHECK_FALSE(is_precise(std::vector<double>{8, 9, 10, 11, 12}, 0.19));
    CHECK(is_precise(std::vector<double>(5, 10), 1e-9));
    CHECK_FALSE(is_precise(std::vector<double>(4, 10), 1.0));
}

TEST_CASE("a comparison ends when its medians are precise enough, after five blocks at least") {
    const temp_dir scratch;
    const std::vector<program> programs{scripted("same", "true")};
    CHECK(samples_of(programs, {.how = {.runs = 50}, .precision = 100.0}, scratch.path()).size() == 6);
    const temp_dir second;
    CHECK(samples_of(programs, {.how = {.runs = 7}, .precision = 1e-9}, second.path()).size() == 8);
    const temp_dir third;
    CHECK(samples_of({scripted("fails", "false")}, {.how = {.runs = 7}, .precision = 100.0}, third.path())
              .size() == 8);
}

TEST_CASE("without a measurement reading is an error") {
    const temp_dir scratch;
    CHECK_THROWS_AS((void)read_samples({}, read_word, scratch.path()), flags::storage_error);
}
