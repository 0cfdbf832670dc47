// `flags compare`: the same work by every program, counted and compared with the limit.
#include "e2e/flags_program.hpp"
#include "e2e/terminal.hpp"
#include "support/networks.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

using namespace flags::test;
using flags::process::child;
using nlohmann::json;

namespace {

constexpr auto fetch_each = R"(curls=for u in {urls}; do curl -sf --output-dir {dir} -O "$u"; done)";

json comparison_in(const program& flags, const char* file = "c.json") {
    return json::parse(read_file(flags.folder() / file));
}

// On a busy machine packets may be too late to conclude anything.
void check_ended_well(const flags::process::usage& ran, const json& result) {
    CAPTURE(ran.err);
    CHECK(ran.exit_code == (result["valid"] == true ? exit_ok : exit_nothing_concluded));
    CHECK(ran.out.contains("INVALID: ") == (result["valid"] == false));
}

} // namespace

TEST_CASE("modes of flags and another program are compared on an emulated network") {
    if (networks_are_forbidden()) return;
    const program flags;
    const auto ran = flags.run({"compare", "CN", "BR", "DE", "--rtt", "30ms", "--runs", "2", "--peer",
                                fetch_each, "--json", "c.json", "--html", "c.html", "--har", "c.har"});
    const json result = comparison_in(flags);
    check_ended_well(ran, result);
    CHECK(result["conditions"]["rtt_ms"] == 30);
    CHECK(result["lab"]["probes"].size() == 2);
    REQUIRE(result["variants"].size() == 4);
    const std::vector<std::string> names = {"sequential", "sequential-keepalive", "concurrent", "curls"};
    const std::vector<int> connections = {3, 1, 3, 3};
    for (std::size_t place = 0; place < names.size(); ++place) {
        const json& variant = result["variants"][place];
        CAPTURE(names[place]);
        CHECK(variant["name"] == names[place]);
        CHECK(variant["connections"] == connections[place]);
        CHECK(variant["failures"] == 0);
        CHECK(variant["runs"].size() == 2);
        // The clocks of the network and of the measurement are one: nothing is faster than possible.
        CHECK(variant["efficiency"] > 0);
        CHECK(variant["efficiency"] <= 1);
        CHECK(ran.out.contains(names[place]));
    }
    // Three round trips for BR alone, so the limits are exact: 30 ms each.
    CHECK(result["variants"][2]["limit_s"] == doctest::Approx(0.09));
    CHECK(result["variants"][2]["waterfall"]["flags"].size() == 3);
    // Connections are opened ahead of the requests, which wait for them.
    const auto& timings = result["variants"][2]["waterfall"]["flags"][0]["timings_ms"];
    CHECK(timings["blocked"].get<double>() + timings["connect"].get<double>() >= 30);
    CHECK(ran.out.contains("times as fast as sequential"));
    CHECK(ran.out.starts_with("3 flags, "));
    const json archive = comparison_in(flags, "c.har")["log"];
    CHECK(archive["creator"] == json({{"name", "flags"}, {"version", FLAGS_VERSION}}));
    CHECK(archive["pages"].size() == 3);
    const auto page = read_file(flags.folder() / "c.html");
    CHECK(page.contains("<!DOCTYPE html>"));
    CHECK(page.contains("data:image/png;base64,"));
    CHECK_FALSE(std::filesystem::exists(flags.folder() / "flags_out"));

    json shown = result;
    for (const auto& [reasons, code] :
         {std::pair(json::array(), exit_ok), std::pair(json::array({"too late"}), exit_nothing_concluded)}) {
        shown["invalid"] = reasons;
        std::ofstream(flags.folder() / "shown.json") << shown;
        CHECK(flags.run({"compare", "--show", "shown.json"}).exit_code == code);
    }
}

TEST_CASE("each number of requests at once is a variant") {
    if (networks_are_forbidden()) return;
    const program flags;
    const auto ran = flags.run(
        {"compare", "CN", "BR", "DE", "--rtt", "5ms", "--runs", "1", "-m", "1,2,auto", "--json", "c.json"});
    const json result = comparison_in(flags);
    check_ended_well(ran, result);
    REQUIRE(result["variants"].size() == 5);
    const std::vector<std::string> names = {"concurrent-1", "concurrent-2", "concurrent-auto"};
    const std::vector<std::string> numbers = {"1", "2", "auto:64"};
    for (std::size_t place = 0; place < names.size(); ++place) {
        const json& variant = result["variants"][2 + place];
        CAPTURE(variant.dump(2));
        CHECK(variant["name"] == names[place]);
        const auto command = variant["command"].get<std::vector<std::string>>();
        CHECK(*std::next(std::ranges::find(command, "-m")) == numbers[place]);
        CHECK(variant["at_once"]["automatic"] == (place == 2));
        CHECK((std::ranges::find(command, "--no-path-memory") != command.end()) == (place == 2));
        CHECK(variant["failures"] == 0);
    }
    CHECK(result["variants"][2]["connections"] == 1);
    CHECK(result["variants"][3]["at_once"]["most"] == 2);
    CHECK_FALSE(result["variants"][0].contains("at_once"));
    CHECK(flags.run({"compare", "--show", "c.json"}).out == ran.out);
}

TEST_CASE(
    "a mode that begins with a memory of the path is a variant beside the others, which remember nothing") {
    if (networks_are_forbidden()) return;
    const program flags;
    const auto ran = flags.run({"compare", "CN", "BR", "DE", "--rtt", "5ms", "--runs", "1", "-m", "2,auto",
                                "--warm", "--json", "c.json"});
    const json result = comparison_in(flags);
    check_ended_well(ran, result);
    std::vector<std::string> names;
    for (const json& variant : result["variants"]) {
        names.push_back(variant["name"]);
        CHECK(variant["failures"] == 0);
        CHECK(variant["runs"].size() == 1);
        const auto command = variant["command"].get<std::vector<std::string>>();
        const auto has = [&](const char* word) { return std::ranges::find(command, word) != command.end(); };
        CHECK(has("--no-path-memory") == (variant["name"] == "concurrent-auto"));
    }
    CHECK(names == std::vector<std::string>{"sequential", "sequential-keepalive", "concurrent-2",
                                            "concurrent-auto", "concurrent-warm"});
}

TEST_CASE("drops of a full queue and retransmissions of the server are counted") {
    if (networks_are_forbidden()) return;
    const program flags;
    // BR alone has more bytes than the queue.
    const auto ran = flags.run({"compare", "BR", "--rtt", "10ms", "--down", "2M", "--queue", "6000", "--runs",
                                "1", "--json", "c.json"});
    const json result = comparison_in(flags);
    check_ended_well(ran, result);
    CHECK(result["lab"]["packets"]["down"]["queue_full"] > 0);
    CHECK(result["lab"]["retransmissions"] > 0);
}

TEST_CASE("over TLS all programs trust the lab's authority") {
    if (networks_are_forbidden()) return;
    const program flags;
    const auto ran = flags.run({"compare", "CN", "DE", "--tls", "--rtt", "5ms", "--runs", "1", "--peers",
                                "--peer", fetch_each, "--json", "c.json"});
    const json result = comparison_in(flags);
    check_ended_well(ran, result);
    CHECK(result["server"] == "https://198.18.0.2/flags");
    REQUIRE(result["variants"].size() >= 4);
    for (const auto& variant : result["variants"]) {
        CAPTURE(variant["name"].get<std::string>());
        CHECK(variant["failures"] == 0);
    }
}

TEST_CASE("a program that brings too little has failed, with exit code 1") {
    if (networks_are_forbidden()) return;
    const program flags;
    const auto ran = flags.run({"compare", "CN", "DE", "--rtt", "1ms", "--runs", "1", "--peer",
                                "idle=: {urls} {dir}", "--json", "c.json"});
    const json result = comparison_in(flags);
    CHECK(ran.exit_code == (result["valid"] == true ? exit_some_failed : exit_nothing_concluded));
    const json& idle = result["variants"][3];
    CHECK(idle["failures"] == 1);
    CHECK(idle["median_s"].is_null());
    CHECK(ran.out.contains("idle, run 1: 0 files with 0 bytes instead of 2 with "));
    CHECK(ran.out.contains("idle has no run that succeeded"));

    json shown = result;
    shown["invalid"] = json::array(); // whatever the machine did
    std::ofstream(flags.folder() / "shown.json") << shown;
    CHECK(flags.run({"compare", "--show", "shown.json"}).exit_code == exit_some_failed);
}

TEST_CASE("a real server is compared as it is, without a limit") {
    const program flags;
    child server(flags.command({"serve", "--port", "0"}));
    const auto ran = flags.run({"compare", "CN", "DE", "-s", server.read_line(), "--ext", "png", "--runs",
                                "1", "-m", "2", "--json", "c.json"});
    server.terminate();
    CAPTURE(ran.err);
    CHECK(ran.exit_code == exit_ok);
    const json result = comparison_in(flags);
    CHECK(result["conditions"].is_null());
    CHECK(result["lab"].is_null());
    const std::vector<int> connections = {2, 1, 2};
    for (std::size_t place = 0; place < connections.size(); ++place) {
        CHECK(result["variants"][place]["limit_s"].is_null());
        CHECK(result["variants"][place]["connections"] == connections[place]);
        CHECK(result["variants"][place]["failures"] == 0);
    }
}

TEST_CASE("a comparison is shown again from its JSON, and nothing is measured") {
    const program flags;
    child server(flags.command({"serve", "--port", "0"}));
    const auto measured = flags.run({"compare", "CN", "-s", server.read_line(), "--ext", "png", "--runs", "1",
                                     "--json", "c.json", "--har", "c.har"});
    server.terminate();
    REQUIRE(measured.exit_code == exit_ok);
    const auto shown = flags.run(
        {"compare", "--show", "c.json", "--har", "again.har", "--html", "c.html", "--json", "again.json"});
    CHECK(shown.exit_code == exit_ok);
    CHECK(shown.out == measured.out);
    CHECK(shown.err.empty());
    CHECK(read_file(flags.folder() / "again.json") == read_file(flags.folder() / "c.json"));
    CHECK(read_file(flags.folder() / "again.har") == read_file(flags.folder() / "c.har"));
    CHECK(read_file(flags.folder() / "c.html").starts_with("<!DOCTYPE html>"));
    CHECK(flags.shell("exec \"$@\" <c.json", {"compare", "--show", "-"}).out == measured.out);

    auto document = comparison_in(flags);
    document["variants"][0]["name"] = "\033]0;title\a";
    document["valid"] = false;
    std::ofstream(flags.folder() / "hostile.json") << document;
    const auto hostile = flags.run({"compare", "--show", "hostile.json"});
    CHECK(hostile.out.contains("?]0;title?"));
    CHECK_FALSE(hostile.out.contains('\033'));
}

TEST_CASE("a file that is not a comparison is refused in one sentence") {
    const program flags;
    const auto refused = [&flags](const std::string& text) {
        std::ofstream(flags.folder() / "c.json") << text;
        const auto ran = flags.run({"compare", "--show", "c.json", "--html", "c.html"});
        CHECK(ran.exit_code == exit_usage);
        CHECK(ran.out.empty());
        CHECK_FALSE(std::filesystem::exists(flags.folder() / "c.html"));
        return ran.err;
    };
    const std::string begin = "flags: --show c.json: is not a comparison that --json wrote: ";
    CHECK(refused("{}") == begin + "schema: is missing\n");
    CHECK(refused(R"({"schema": 2})") ==
          begin + "schema: must be 1, the only version that this program knows\n");
    CHECK(refused(R"({"schema": 1)").starts_with(begin + "it is not JSON"));
    CHECK(refused(std::string(100'000, '[')) == begin + "it is nested too deeply\n");
    std::ofstream(flags.folder() / "large.json").close();
    std::filesystem::resize_file(flags.folder() / "large.json", 100'000'001);
    CHECK(flags.run({"compare", "--show", "large.json"}).err.contains("it is larger than 100 MB\n"));
}

TEST_CASE(
    "a terminal gets progress, colour and a table of its width, a pipe and a dumb terminal plain text") {
    const program flags;
    child server(flags.command({"serve", "--port", "0"}));
    const std::vector<std::string> words{"compare", "CN",  "-s",     server.read_line(),
                                         "--ext",   "png", "--runs", "1"};
    const auto shown = [&](std::size_t columns, const char* kind) {
        terminal screen(24, columns);
        auto what = screen.attached(flags.command(words), " >&2");
        what.environment.insert(what.environment.end(), {kind, "NO_COLOR="});
        CHECK(child(what).wait().exit_code == exit_ok);
        screen.drain();
        return screen.written();
    };
    const auto narrow = shown(80, "TERM=vt100");
    CHECK(narrow.contains("\r\033[Jcompare: run 1 of 6, "));
    CHECK(narrow.contains(" s left\r\033[J"));
    CHECK(narrow.contains("\033[1m"));
    CHECK(narrow.contains("1 flag, "));
    CHECK_FALSE(narrow.contains("failed runs"));
    const auto wide = shown(200, "TERM=dumb");
    CHECK(wide.contains("failed runs"));
    CHECK_FALSE(wide.contains('\033'));
    const auto piped = flags.run(words);
    CHECK_FALSE(piped.out.contains('\033'));
    CHECK_FALSE(piped.out.contains("failed runs"));
    CHECK(piped.err.empty());
    server.terminate();
}
