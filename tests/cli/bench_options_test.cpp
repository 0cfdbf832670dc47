// What is said to `flags bench` becomes a matrix, or is refused by one sentence that helps.
#include "cli/bench_cells.hpp"
#include "cli/bench_progress.hpp"
#include "cli/command_line.hpp"
#include "support/temp_dir.hpp"

#include <flags/base/error.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <fstream>
#include <set>
#include <string>
#include <variant>
#include <vector>

using namespace std::chrono_literals;
using namespace flags;
using namespace flags::cli;

namespace {

bench_options bench_of(std::vector<const char*> words) {
    words.insert(words.begin(), {"flags", "bench"});
    return std::get<bench_options>(parse_command_line(static_cast<int>(words.size()), words.data()));
}

std::string bench_refusal(const std::vector<const char*>& words) {
    try {
        static_cast<void>(bench_of(words));
    } catch (const usage_error& e) {
        return e.what();
    }
    return "nothing was refused";
}

std::vector<std::string> conditions_named(const bench_options& options) {
    std::vector<std::string> names;
    for (const auto& each : options.conditions)
        names.push_back(each.name);
    return names;
}

std::vector<std::string> cells_of(const bench_row& row) {
    std::vector<std::string> names;
    for (const auto& each : row.programs)
        names.push_back(each.name);
    return names;
}

} // namespace

TEST_CASE(
    "a matrix of nothing in particular is of eight networks, each with all numbers up to that of the files") {
    const auto options = bench_of({});
    CHECK(conditions_named(options) == std::vector<std::string>{"3g", "slow-4g", "fast-4g", "dsl", "cable",
                                                                "wifi-good", "geo-sat", "starlink"});
    CHECK(options.conditions[0].codes.size() == 20);
    CHECK(options.time_limit == 10min);
    const auto rows = rows_of(options);
    REQUIRE(rows.size() == 8);
    CHECK(cells_of(rows[0]) == std::vector<std::string>{"sequential", "sequential-keepalive", "concurrent-1",
                                                        "concurrent-2", "concurrent-4", "concurrent-8",
                                                        "concurrent-16", "concurrent-20", "concurrent-auto"});
    CHECK(cells_of(rows_of(bench_of({"CN", "BR", "DE"})).at(0)).back() == "concurrent-auto");
    CHECK(cells_of(rows_of(bench_of({"CN", "BR", "DE"})).at(0)).size() == 6);            // 1, 2, 3 and auto
    CHECK(cells_of(rows_of(bench_of({"--all", "--profile", "3g"})).at(0)).size() == 10); // 32, too
}

TEST_CASE("networks are named one by one and in groups, each once") {
    CHECK(conditions_named(bench_of({"--profile", "satellite,dsl,geo-sat"})) ==
          std::vector<std::string>{"geo-sat", "starlink", "dsl"});
    CHECK(bench_of({"--profile", "all"}).conditions.size() > 15);
    CHECK(bench_of({"--profile", "mobile"}).conditions.size() > 5);
    CHECK(bench_refusal({"--profile", "cabel"}).ends_with("did you mean cable?"));
    CHECK(bench_refusal({"--profile", "hoem"}).ends_with("did you mean home?"));
}

TEST_CASE("conditions in steps make a row for each, and two of them one for each pair") {
    const auto one = bench_of({"--vary", "rtt=20ms,50ms", "CN"});
    CHECK(conditions_named(one) == std::vector<std::string>{"rtt=20ms", "rtt=50ms"});
    CHECK(one.conditions[1].lab.path.rtt == 50ms);
    const auto two = bench_of({"--vary", "down=2M,9M", "--vary", "queue=9k,200ms", "--profile", "dsl"});
    CHECK(conditions_named(two) == std::vector<std::string>{"dsl down=2M queue=9k", "dsl down=2M queue=200ms",
                                                            "dsl down=9M queue=9k",
                                                            "dsl down=9M queue=200ms"});
    CHECK(two.conditions[0].lab.path.queue_bytes == 9 * 1024);
    CHECK(two.conditions[3].lab.path.down == 9'000'000);
    CHECK(two.conditions[3].lab.path.rtt == 50ms);
    CHECK(bench_of({"--vary", "loss=0%,1%"}).conditions[1].lab.path.loss.lost_in_good == 0.01);
    const auto files = bench_of({"--vary", "files=2,40"});
    CHECK(files.conditions[0].codes.size() == 2);
    CHECK(files.conditions[1].codes.size() == 40);
    const auto sizes = bench_of({"--vary", "size=5k,200k", "--profile", "dsl"});
    CHECK(sizes.conditions[1].file_bytes == 200 * 1024);
    CHECK(rows_of(sizes).at(1).limits.at(0) > rows_of(sizes).at(0).limits.at(0));
}

TEST_CASE("each option of bench has its meaning") {
    CHECK(bench_of({"-m", "4,all,auto"}).numbers.size() == 3);
    CHECK(bench_of({"--modes", "concurrent"}).modes == std::vector<std::string>{"concurrent"});
    CHECK(cells_of(rows_of(bench_of({"--modes", "sequential,concurrent", "-m", "2", "CN", "BR"})).at(0)) ==
          std::vector<std::string>{"sequential", "concurrent"});
    CHECK(bench_of({"--time-limit", "90s"}).time_limit == 90s);
    CHECK(bench_of({"--time-limit", "2h"}).time_limit == 2h);
    CHECK(bench_of({"--tls"}).conditions[0].lab.tls);
    CHECK(bench_of({"--seed", "7"}).conditions[0].lab.path.seed == 7);
    CHECK(bench_of({"--precision", "2%"}).precision == 0.02);
    CHECK(bench_of({"--fail-if", "auto.efficiency<0.8", "--fail-if", "8.median>1"}).fail_if.size() == 2);
    const test::temp_dir folder;
    const auto file = (folder.path() / "b.json").string();
    std::ofstream(file) << "{}";
    CHECK(bench_of({"--resume", file.c_str()}).json == file);
    CHECK(bench_of({"--against", file.c_str(), "--fail-if", "auto.slowdown>1"}).against == file);
    CHECK(bench_of({"--show", file.c_str(), "--svg", "a.svg"}).show == file);
    CHECK(bench_of({"--show", file.c_str(), "--svg", "a.svg", "--svg-of", "3g:8"}).svg_of == "3g:8");
    CHECK(bench_refusal({"--show", file.c_str(), "--runs", "3"})
              .starts_with("--runs: --show measures nothing"));
    CHECK(bench_refusal({"--show", file.c_str(), "--resume", file.c_str()}).contains("contradicts"));
}

TEST_CASE("a run that is replayed says which flags, how large, and how long the server takes for each") {
    const test::temp_dir folder;
    const auto file = (folder.path() / "run.json").string();
    std::ofstream(file)
        << R"({"started_ms": 0, "windows": [], "flags": [{"code": "CN", "outcome": "ok", "retried": [],
        "url": "https://example.org/cn.gif", "status": 200, "bytes": 7000, "started": "", "start_ms": 0,
        "local_port": 1, "reused_connection": false, "http_version": "1.1", "remote_ip": "",
        "timings_ms": {"blocked": 0, "dns": 0, "connect": 60, "ssl": 30, "send": 0, "wait": 50, "receive": 1,
                       "redirect": 0, "total": 111}}]})";
    const auto options = bench_of({"--replay", file.c_str(), "--profile", "dsl,3g"});
    REQUIRE(options.conditions.size() == 2);
    CHECK(options.conditions[0].lab.tls);
    const auto rows = rows_of(options);
    CHECK(rows[0].sizes == std::vector<std::size_t>{7'000});
    CHECK(rows[1].what.files.at(0).server_time == 20ms);
    CHECK(rows[1].what.lab->origin.own_delays.at("/flags/cn/cn.png") == 20ms);
    CHECK(rows[1].what.assumed.starts_with("Replay: 1 file of 7000 bytes in all"));
    CHECK(bench_refusal({"--replay", file.c_str(), "DE"}).starts_with("--replay: it says which flags"));
    CHECK(bench_refusal({"--replay", file.c_str(), "--vary", "size=2k"}).contains("leave --vary size out"));
    const auto journal = (folder.path() / "run.jsonl").string();
    std::ofstream(journal)
        << R"({"journal":1,"code":"BR","url":"http://a/br","target":"BR.png","outcome":"ok","size":5000,)"
        << R"("sha256":")" << std::string(64, 'a') << "\"}\n{\"cut\n";
    const auto past = rows_of(bench_of({"--replay", journal.c_str()}));
    CHECK(past[0].sizes == std::vector<std::size_t>{5'000});
    CHECK(past[0].what.assumed.contains("a journal has no times"));
    for (const std::string text :
         {"", "{", "[]", "{}", R"({"started_ms": 0, "flags": [], "windows": []})", R"({"journal":)"}) {
        std::ofstream(file) << text;
        CAPTURE(text);
        CHECK(bench_refusal({"--replay", file.c_str()}).starts_with("--replay " + file + ": "));
    }
}

TEST_CASE("what makes no sense for a matrix is refused by its name") {
    const std::vector<const char*> rows[] = {
        {"--profile", "5g"},
        {"--profile", ""},
        {"--vary", "rtt"},
        {"--vary", "rtt="},
        {"--vary", "rtt=5"},
        {"--vary", "luck=1"},
        {"--vary", "profile=3g"},
        {"--vary", "files=0"},
        {"--vary", "size=9"},
        {"--vary", "size=9M"},
        {"--max-req", "none"},
        {"--modes", "fast"},
        {"--modes", "concurrent,concurrent"},
        {"--time-limit", "0m"},
        {"--time-limit", "2d"},
        {"--runs", "0"},
        {"--precision", "0"},
        {"--fail-if", "auto"},
        {"--show", "/no/such.json"},
        {"--replay", "/no/such.json"},
        {"--csv", "/no/such/folder/a"},
    };
    for (const auto& row : rows) {
        CAPTURE(row[0]);
        CAPTURE(row[1]);
        CHECK(bench_refusal(row).starts_with(row[0]));
    }
    CHECK(bench_refusal({"--vary", "rtt=1ms", "--vary", "rtt=2ms"}).starts_with("--vary rtt: give each"));
    CHECK(bench_refusal({"--vary", "rtt=1ms", "--vary", "up=2M", "--vary", "loss=1%"}).contains("two axes"));
    CHECK(bench_refusal({"--fail-if", "auto.slowdown>1"}).contains("--against"));
    CHECK(bench_refusal({"--csv", "-", "--json", "-"}).contains("only one of them"));
    CHECK(bench_refusal({"--svg-of", "3g"}).starts_with("--svg-of: give --svg"));
}

TEST_CASE("the plan keeps to the time, and short networks come first") {
    auto rows = rows_of(bench_of({}));
    plan(rows, 10, 600, 0.05);
    double seconds = 0;
    for (std::size_t place = 0; place < rows.size(); ++place) {
        seconds += rows[place].seconds();
        if (place > 0) CHECK(rows[place - 1].seconds() <= rows[place].seconds());
        CHECK(planned_programs(rows[place]).size() == rows[place].programs.size());
    }
    CHECK(seconds <= 600);
    CHECK(rows.back().name == "geo-sat");
    plan(rows, 10, 30, 0.05); // the longest cells are left out
    CHECK(planned_programs(rows.back()).size() < rows.back().programs.size());
}

TEST_CASE("progress names the network, the cell, the run and the time left") {
    const bench_stage stage{
        .row = "fast-4g", .number = 3, .networks = 8, .runs = 60, .seconds = 100, .seconds_then = 200};
    CHECK(bench_line(stage, "concurrent-4", 0, 0s) ==
          "bench: fast-4g (3 of 8), concurrent-4, run 1 of 60, about 5:00 left");
    CHECK(bench_line(stage, "concurrent-4", 30, 50s).ends_with("run 31 of 60, about 4:10 left"));
    CHECK(bench_line(stage, "concurrent-4", 30, 500s).ends_with("about 7:30 left"));
}
