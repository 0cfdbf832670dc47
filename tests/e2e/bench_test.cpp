// `flags bench`: tiny matrices, measured, shown again, gone on with and checked.
#include "e2e/flags_program.hpp"
#include "support/networks.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

using namespace flags::test;
using flags::process::child;
using nlohmann::json;

namespace {

const std::vector<std::string> tiny{"bench",   "CN",         "BR",     "--vary", "rtt=4ms,8ms", "-m", "1,all",
                                    "--modes", "concurrent", "--runs", "1"};

json matrix_in(const program& flags, const char* file = "b.json") {
    return json::parse(read_file(flags.folder() / file));
}

std::vector<std::string> tiny_with(std::vector<std::string> more) {
    more.insert(more.begin(), tiny.begin(), tiny.end());
    return more;
}

void write_all_invalid(const program& flags, json result) {
    for (auto& row : result["conditions"])
        row["comparison"]["invalid"] = {"late"};
    std::ofstream(flags.folder() / "b.json") << result;
}

bool all_valid(const json& result) {
    for (const auto& row : result["conditions"])
        if (row["comparison"]["valid"] == false) return false;
    return true;
}

} // namespace

TEST_CASE("a tiny matrix is measured, written and shown again without measuring") {
    if (networks_are_forbidden()) return;
    const program flags;
    const auto ran = flags.run(tiny_with({"--json", "b.json"}));
    CAPTURE(ran.err);
    const json result = matrix_in(flags);
    CHECK(ran.exit_code == (all_valid(result) ? exit_ok : exit_nothing_concluded));
    CHECK(ran.err.starts_with("bench: 2 networks, 4 cells, 8 runs: about "));
    REQUIRE(result["conditions"].size() == 2);
    for (const auto& row : result["conditions"]) {
        CHECK(row["comparison"]["variants"].size() == 2);
        for (const auto& each : row["comparison"]["variants"]) {
            CHECK(each["runs"].size() == 1);
            CHECK(each["failures"] == 0);
            CHECK(each["runs"][0]["dropped"] == 0);
        }
    }
    CHECK(ran.out.contains("rtt=4ms"));
    CHECK(ran.out.contains("all"));
    const auto shown =
        flags.run({"bench", "--show", "b.json", "--json", "again.json", "--csv", "b.csv", "--markdown",
                   "b.md", "--svg", "b.svg", "--html", "b.html", "--har", "b.har", "--cell", "rtt=8ms:1"});
    const json archive = json::parse(read_file(flags.folder() / "b.har"))["log"];
    CHECK(archive["pages"].size() == 1);
    CHECK(archive["pages"][0]["title"].get<std::string>().starts_with("concurrent-1: rtt 8ms"));
    CHECK(archive["entries"].size() == 2);
    const auto absent = flags.run({"bench", "--show", "b.json", "--har", "b.har", "--cell", "rtt=9ms:1"});
    CHECK(absent.exit_code == exit_usage);
    CHECK(absent.err.contains("rtt=9ms:1: the matrix has no such cell"));
    CHECK(flags.run({"bench", "--show", "b.json", "--har", "b.har"}).exit_code == exit_usage);
    CHECK(read_file(flags.folder() / "b.csv").starts_with("condition,"));
    CHECK(read_file(flags.folder() / "b.md").starts_with("| share"));
    CHECK(read_file(flags.folder() / "b.svg").starts_with("<svg"));
    CHECK(read_file(flags.folder() / "b.html").starts_with("<!DOCTYPE html>"));
    for (const std::string wanted : {"rtt=8ms", "rtt=8ms:1"}) {
        static_cast<void>(flags.run({"bench", "--show", "b.json", "--svg", "of.svg", "--svg-of", wanted}));
        CHECK(read_file(flags.folder() / "of.svg")
                  .contains(wanted.ends_with(":1") ? "rtt=8ms, concurrent-1" : "rtt=8ms: time"));
    }
    CHECK(flags.run({"bench", "--show", "b.json", "--svg", "of.svg", "--svg-of", "3g"}).exit_code ==
          exit_usage);
    CHECK(shown.out == ran.out);
    CHECK(shown.exit_code == ran.exit_code);
    CHECK(read_file(flags.folder() / "again.json") == read_file(flags.folder() / "b.json"));
}

TEST_CASE("flags have the size that is varied, and are images") {
    if (networks_are_forbidden()) return;
    const program flags;
    const auto ran = flags.run({"bench", "CN", "BR", "--vary", "size=2k,30k", "-m", "2", "--modes",
                                "concurrent", "--runs", "1", "--json", "b.json"});
    CAPTURE(ran.err);
    const json rows = matrix_in(flags)["conditions"];
    REQUIRE(rows.size() == 2);
    CHECK(rows[0]["comparison"]["files"][0]["bytes"] == 2 * 1024);
    CHECK(rows[1]["comparison"]["files"][1]["bytes"] == 30 * 1024);
    CHECK(rows[1]["comparison"]["variants"][0]["failures"] == 0);
}

TEST_CASE("a site that a run has seen is replayed from its report alone") {
    if (networks_are_forbidden()) return;
    const program flags;
    const auto seen =
        flags.run({"CN", "BR", "-s", "LOCAL", "--ext", "png", "-m", "1", "--json", "run.json", "-q"});
    REQUIRE(seen.exit_code == exit_ok);
    const auto ran = flags.run({"bench", "--replay", "run.json", "--vary", "rtt=4ms", "-m", "2", "--modes",
                                "concurrent", "--runs", "1", "--json", "b.json"});
    CAPTURE(ran.err);
    const json row = matrix_in(flags)["conditions"][0]["comparison"];
    const json was = json::parse(read_file(flags.folder() / "run.json"))["flags"];
    REQUIRE(row["files"].size() == 2);
    for (std::size_t place = 0; place < 2; ++place) {
        CHECK(row["files"][place]["code"] == was[place]["code"]);
        CHECK(row["files"][place]["bytes"] == was[place]["bytes"]);
        CHECK(row["files"][place].contains("server_time_ms"));
    }
    CHECK(row["variants"][0]["failures"] == 0);
    CHECK(row["assumed"].get<std::string>().starts_with("Replay: 2 files of "));
    CHECK(ran.out.contains("\nReplay: 2 files of "));
}

TEST_CASE("what a check forbids has an exit code of its own, and a matrix is compared with an older one") {
    if (networks_are_forbidden()) return;
    const program flags;
    const auto ran = flags.run(tiny_with({"--json", "b.json"}));
    CAPTURE(ran.err);
    auto document = matrix_in(flags);
    for (auto& row : document["conditions"])
        row["comparison"]["invalid"] = json::array(); // whatever the machine did
    std::ofstream(flags.folder() / "b.json") << document;
    const auto breached = flags.run({"bench", "--show", "b.json", "--fail-if", "1.efficiency<1.1"});
    CHECK(breached.exit_code == 5);
    CHECK(breached.err.contains("--fail-if 1.efficiency<1.1: rtt=4ms, concurrent-1: "));
    CHECK(flags.run({"bench", "--show", "b.json", "--fail-if", "1.failures>0"}).exit_code == exit_ok);
    CHECK(flags.run({"bench", "--show", "b.json", "--fail-if", "7.median>0"}).exit_code == exit_usage);
    CHECK(flags.run({"bench", "--show", "b.json", "--against", "b.json"})
              .out.ends_with(
                  "\n4 of 4 cells took neither more nor less time than before, or it may be chance\n"));
    CHECK(flags.run({"bench", "--show", "/dev/null"}).err.contains("is not a matrix that --json wrote"));
    document["conditions"][0]["comparison"]["invalid"] = {"too late"};
    std::ofstream(flags.folder() / "b.json") << document;
    CHECK(flags.run({"bench", "--show", "b.json"}).exit_code == exit_nothing_concluded);
    document["conditions"] = json::array();
    std::ofstream(flags.folder() / "b.json") << document;
    CHECK(flags.run({"bench", "--show", "b.json"}).exit_code == exit_some_failed);
}

TEST_CASE("after kill -9 a matrix goes on with what was finished, and nothing else is left") {
    if (networks_are_forbidden()) return;
    const program flags;
    std::ofstream(flags.folder() / "err") << "";
    // The second network is announced when the first one has been written.
    const auto killed = flags.shell(
        R"("$@" 2>err & pid=$!; until grep -q '(2 of 2)' err; do sleep 0.05; done; kill -9 $pid; wait $pid)",
        tiny_with({"--json", "b.json"}));
    CHECK(killed.exit_code == 128 + SIGKILL);
    json first = matrix_in(flags);
    REQUIRE(first["conditions"].size() == 1);
    first["conditions"][0]["comparison"]["invalid"] = json::array(); // whatever the machine did
    std::ofstream(flags.folder() / "b.json") << first;
    const auto resumed = flags.run(tiny_with({"--resume", "b.json"}));
    CAPTURE(resumed.err);
    CHECK(resumed.err.starts_with("bench: 1 network, 2 cells"));
    const json both = matrix_in(flags);
    REQUIRE(both["conditions"].size() == 2);
    const std::size_t known = both["conditions"][0]["name"] == first["conditions"][0]["name"] ? 0 : 1;
    CHECK(both["conditions"][known]["comparison"]["variants"] ==
          first["conditions"][0]["comparison"]["variants"]);
    write_all_invalid(flags, both); // what is INVALID is measured again
    CHECK(flags.run(tiny_with({"--resume", "b.json"})).err.starts_with("bench: 2 networks"));
    std::ofstream(flags.folder() / "b.json") << first;
    const auto other = flags.run({"bench", "CN", "--vary", "rtt=4ms,8ms", "--resume", "b.json"});
    CHECK(other.exit_code == exit_usage);
    CHECK(other.err.contains("was measured with other options"));
}

TEST_CASE("Ctrl-C shows and writes the networks that were finished") {
    if (networks_are_forbidden()) return;
    const program flags;
    // The terminal sends it to all processes of the group, which setsid(1) makes.
    const auto ran = flags.shell(
        R"(setsid "$@" 2>err & until grep -q '(2 of 2)' err; do sleep 0.05; done; kill -INT -$!; wait $!)",
        {"bench", "CN", "--vary", "rtt=4ms,900ms", "-m", "1", "--modes", "concurrent", "--runs", "50",
         "--time-limit", "1h", "--json", "b.json"});
    CHECK(ran.exit_code == exit_interrupted);
    CHECK(matrix_in(flags)["conditions"].size() == 1);
    CHECK(ran.out.contains("rtt=4ms"));
    CHECK_FALSE(ran.out.contains("rtt=900ms"));
}
