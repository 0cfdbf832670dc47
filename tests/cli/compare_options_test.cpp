// What is said to `flags compare` becomes options, or is refused by one sentence that helps.
#include "cli/command_line.hpp"
#include "support/temp_dir.hpp"

#include <flags/base/error.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <fstream>
#include <string>
#include <variant>
#include <vector>

using namespace std::chrono_literals;
using namespace flags;
using namespace flags::cli;

namespace {

compare_options comparison_of(std::vector<const char*> words) {
    words.insert(words.begin(), {"flags", "compare"});
    return std::get<compare_options>(parse_command_line(static_cast<int>(words.size()), words.data()));
}

std::string comparison_refusal(const std::vector<const char*>& words) {
    try {
        static_cast<void>(comparison_of(words));
    } catch (const usage_error& e) {
        return e.what();
    }
    return "nothing was refused";
}

} // namespace

TEST_CASE("by default 20 flags are compared at a round trip of 100 ms") {
    const auto options = comparison_of({});
    CHECK(options.codes.size() == 20);
    REQUIRE(options.lab.has_value());
    CHECK(options.lab->path.rtt == 100ms);
    CHECK_FALSE(options.lab->tls);
    CHECK(options.extension == "png");
    CHECK(options.numbers == std::vector<compare::at_once>{{.most = 64, .automatic = true}});
    CHECK(options.runs == 10);
    CHECK_FALSE(options.precision.has_value());
    CHECK_FALSE(options.peers);
    CHECK_FALSE(options.json.has_value());
}

TEST_CASE("each option of compare is read") {
    CHECK(comparison_of({"CN", "BR"}).codes.size() == 2);
    CHECK(comparison_of({"--all"}).codes.size() > 200);
    CHECK(comparison_of({"--down", "9M"}).lab->path.rtt == 0s);
    CHECK(comparison_of({"--profile", "dsl"}).lab->path.rtt == 50ms);
    CHECK(comparison_of({"--tls"}).lab->tls);
    CHECK(comparison_of({"--tls"}).lab->path.rtt == 100ms);
    CHECK(comparison_of({"--origin-delay", "1"}).lab->origin.min_delay == 1s);
    CHECK(comparison_of({"-m", "8"}).numbers == std::vector<compare::at_once>{{.most = 8}});
    CHECK(comparison_of({"-m", "1,16,auto:9"}).numbers ==
          std::vector<compare::at_once>{{.most = 1}, {.most = 16}, {.most = 9, .automatic = true}});
    CHECK(comparison_of({"--runs", "3"}).runs == 3);
    CHECK(comparison_of({"--precision", "2%"}).precision == 0.02);
    CHECK(comparison_of({"--precision", "2%"}).runs == 50);
    CHECK(comparison_of({"--precision", "2%", "--runs", "7"}).runs == 7);
    CHECK(comparison_of({"--seed", "9"}).seed == 9);
    CHECK(comparison_of({"--peers"}).peers);
    CHECK(comparison_of({"--json", "a.json"}).json == "a.json");
    CHECK(comparison_of({"--html", "a.html"}).html == "a.html");
    CHECK(comparison_of({"--har", "a.har"}).har == "a.har");
}

TEST_CASE("a real server replaces the lab") {
    const auto options = comparison_of({"-s", "http://127.0.0.1:8000/flags"});
    CHECK_FALSE(options.lab.has_value());
    CHECK(options.server == "http://127.0.0.1:8000/flags");
    CHECK(options.extension == "gif");
    CHECK(comparison_of({"-s", "remote"}).server.starts_with("https://"));
    CHECK(comparison_of({"-s", "http://127.0.0.1:8000/flags", "--ext", "PNG"}).extension == "png");
}

TEST_CASE("a comparison is shown again without measuring") {
    const test::temp_dir folder;
    const auto file = (folder.path() / "c.json").string();
    std::ofstream(file) << "{}";
    const auto options = comparison_of({"--show", file.c_str(), "--html", "a.html", "--har", "a.har"});
    CHECK(options.show == file);
    CHECK(options.html == "a.html");
    CHECK(comparison_of({"--show", "-"}).show == "-");
    CHECK_FALSE(comparison_of({}).show.has_value());
    CHECK(
        comparison_refusal({"--show", "/no/such.json"}).starts_with("--show /no/such.json: cannot be read"));
    for (const std::vector<const char*>& measuring :
         std::vector<std::vector<const char*>>{{"CN"},
                                               {"--all"},
                                               {"--limit", "3"},
                                               {"--server", "http://127.0.0.1:1/flags"},
                                               {"--ext", "png"},
                                               {"--rtt", "1ms"},
                                               {"--profile", "3g"},
                                               {"--tls"},
                                               {"--origin-delay", "0"},
                                               {"--max-req", "3"},
                                               {"--runs", "3"},
                                               {"--precision", "2%"},
                                               {"--seed", "3"},
                                               {"--peers"},
                                               {"--peer", "x=wget {dir} {urls}"}}) {
        auto words = measuring;
        words.insert(words.end(), {"--show", "-"});
        const auto refusal = comparison_refusal(words);
        CAPTURE(refusal);
        const std::string name = measuring == std::vector<const char*>{"CN"} ? "CC" : measuring[0];
        CHECK(refusal == name + ": --show measures nothing: leave " + name + " or --show out");
    }
}

TEST_CASE("a peer has a name and a command with placeholders for URLs and a folder") {
    const auto options = comparison_of({"--peer", "wget=wget -P {dir} {urls}", "--peer", "a=b={list} {dir}"});
    REQUIRE(options.own_peers.size() == 2);
    CHECK(options.own_peers[0].name == "wget");
    CHECK(options.own_peers[0].command.back() == "wget -P {dir} {urls}");
    CHECK(options.own_peers[1].command.back() == "b={list} {dir}");
}

TEST_CASE("a wrong option of compare is refused by its name") {
    const std::vector<const char*> rows[] = {
        {"--runs", "0"},
        {"--runs", "1001"},
        {"--precision", "0"},
        {"--precision", "fine"},
        {"--precision", "1"},
        {"--json", "/no/such/folder/a.json"},
        {"--max-req", "0"},
        {"--max-req", ""},
        {"--max-req", "4,"},
        {"--max-req", "4,8,4"},
        {"--max-req", "auto,auto:3"},
        {"--max-req", "4,many"},
        {"--seed", "x"},
        {"--peer", "wget"},
        {"--peer", "=x {urls} {dir}"},
        {"--peer", "x=wget {urls}"},
        {"--peer", "x=wget {dir}"},
        {"--json", "/"},
        {"--html", "."},
        {"--har", "/tmp/"},
        {"--ext", "exe"},
        {"--profile", "5g"},
        {"--origin-dir", "/no/such/folder"},
    };
    for (const auto& row : rows) {
        CAPTURE(row[0]);
        CAPTURE(row[1]);
        CHECK(comparison_refusal(row).starts_with(row[0]));
    }
    for (const std::vector<const char*>& condition :
         std::vector<std::vector<const char*>>{{"--profile", "3g"},
                                               {"--rtt", "1ms"},
                                               {"--jitter", "1ms"},
                                               {"--down", "1M"},
                                               {"--up", "1M"},
                                               {"--queue", "9k"},
                                               {"--loss", "1%"},
                                               {"--ge", "1%,1%"},
                                               {"--tls"},
                                               {"--origin-dir", "/"},
                                               {"--origin-error-rate", "0"},
                                               {"--origin-delay", "0"}}) {
        CAPTURE(condition[0]);
        auto words = condition;
        words.insert(words.end(), {"-s", "http://127.0.0.1:1/flags"});
        CHECK(comparison_refusal(words).starts_with(std::string(condition[0]) + ": the lab's network"));
    }
    CHECK(comparison_of({"-s", "http://127.0.0.1:1/flags", "--seed", "3"}).seed == 3);
    CHECK(comparison_refusal({"--json", "-", "--har", "-"}).contains("only one of them"));
    CHECK(comparison_refusal({"-s", "LOCAL"}).starts_with("--server: "));
}
