// `flags serve`: the embedded server as a program of its own.
#include "e2e/flags_program.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <csignal>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

using namespace flags::test;
using flags::process::child;

namespace {

std::string port_of(const std::string& url) {
    const auto colon = url.rfind(':');
    return url.substr(colon + 1, url.find('/', colon) - colon - 1);
}

// The addresses with a listening socket on this port, in the kernel's notation (proc(5), /proc/net/tcp).
std::set<std::string> listening_on(const std::string& port) {
    std::ostringstream wanted;
    wanted << ':' << std::uppercase << std::hex;
    wanted.width(4);
    wanted.fill('0');
    wanted << std::stoi(port);
    std::set<std::string> addresses;
    for (const auto* const table : {"/proc/net/tcp", "/proc/net/tcp6"}) {
        std::ifstream lines(table);
        for (std::string line; std::getline(lines, line);) {
            std::istringstream words(line);
            std::string number;
            std::string local;
            std::string remote;
            std::string state;
            words >> number >> local >> remote >> state;
            if (state == "0A" && local.ends_with(wanted.str()))
                addresses.insert(local.substr(0, local.find(':')));
        }
    }
    return addresses;
}

// The codes that a server with these options refuses, of the twenty.
std::set<std::string> refused_by(const std::vector<std::string>& options,
                                 const std::string& mode = "concurrent") {
    const program flags;
    child server(flags.command(options));
    const auto url = server.read_line();
    static_cast<void>(flags.run({"-s", url, "--ext", "png", "--mode", mode, "--json", "report.json"}));
    std::set<std::string> refused;
    const auto report = flags.report();
    for (const auto& record : report["flags"])
        if (record["status"] == 418) refused.insert(record["code"]);
    return refused;
}

} // namespace

TEST_CASE(
    "serve prints its address, serves real flags on loopback only, and ends with 0 on SIGTERM and SIGINT") {
    for (const int signal : {SIGTERM, SIGINT}) {
        const program flags;
        child server(flags.command({"serve"}));
        const auto url = server.read_line();
        REQUIRE(url.starts_with("http://127.0.0.1:"));
        CHECK(url.ends_with("/flags"));
        CHECK(listening_on(port_of(url)) == std::set<std::string>{"0100007F"});
        CHECK(flags.run({"BR", "-s", url, "--ext", "png"}).exit_code == exit_ok);
        CHECK((flags.file("BR.png") == real_flag("BR")));
        ::kill(server.pid(), signal);
        const auto ended = server.wait();
        CHECK(ended.exit_code == exit_ok);
        CHECK(ended.err.empty());
    }
}

TEST_CASE("serve listens on another address only with --bind") {
    const program flags;
    child server(flags.command({"serve", "--bind", "127.0.0.2"}));
    const auto url = server.read_line();
    REQUIRE(url.starts_with("http://127.0.0.2:"));
    CHECK(listening_on(port_of(url)) == std::set<std::string>{"0200007F"});
    CHECK(flags.run({"BR", "-s", url, "--ext", "png"}).exit_code == exit_ok);
}

TEST_CASE("a taken port is refused in one sentence") {
    const program flags;
    child first(flags.command({"serve"}));
    const auto port = port_of(first.read_line());
    const auto second = flags.run({"serve", "--port", port});
    CHECK(second.exit_code == exit_machine);
    CHECK(second.out.empty());
    CHECK(second.err.contains("cannot listen on 127.0.0.1:" + port));
}

TEST_CASE("a folder of the user is served") {
    const program flags;
    write_file(flags.folder() / "mine/xx/xx.png", real_flag("BR"));
    child server(flags.command({"serve", "--dir", "mine"}));
    const auto url = server.read_line();
    const auto result = flags.run({"XX", "BR", "-s", url, "--ext", "png"});
    CHECK(result.exit_code == exit_some_failed);
    CHECK(codes_of(result.out, 1) == std::vector<std::string>{"XX"});
    CHECK((flags.file("XX.png") == real_flag("BR")));
}

TEST_CASE("answers are delayed by --delay") {
    const program flags;
    child server(flags.command({"serve", "--delay", "0.05..0.06"}));
    const auto url = server.read_line();
    CHECK(flags.run({"BR", "CN", "DE", "-s", url, "--ext", "png", "--sequential", "--json", "report.json"})
              .exit_code == exit_ok);
    const auto report = flags.report();
    CHECK(report["elapsed_s"] >= 0.15);
    for (const auto& record : report["flags"])
        CHECK(record["timings_ms"]["wait"] >= 49);
}

TEST_CASE("the same seed refuses the same flags in every run and mode, another seed others") {
    const auto refused = refused_by({"serve", "--error-rate", "0.5", "--seed", "7"});
    CHECK_FALSE(refused.empty());
    CHECK(refused.size() < 20);
    for (const auto* const mode : {"concurrent", "sequential", "sequential-keepalive"})
        CHECK(refused_by({"serve", "--error-rate", "0.5", "--seed", "7"}, mode) == refused);
    CHECK(refused_by({"serve", "--error-rate", "0.5", "--seed", "8"}) != refused);
    CHECK(refused_by({"serve", "--error-rate", "1"}).size() == 20);
    CHECK(refused_by({"serve"}).empty());
}
