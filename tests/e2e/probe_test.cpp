// `flags probe` as users run it, against name servers of the test's own.
#include "e2e/flags_program.hpp"
#include "support/dns_server.hpp"
#include "support/dnsmasq.hpp"

#include <flags/base/unique_fd.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

using namespace flags::test;
using flags::process::child;
using manner = dns_server::manner;

namespace {

std::multiset<std::string> lines(const std::string& text) {
    std::multiset<std::string> all;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);)
        all.insert(line);
    return all;
}

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

// A pipe with a name, that the program reads while the test still writes.
struct slow_list {
    std::filesystem::path path;
    flags::unique_fd end;

    explicit slow_list(const program& flags) : path(flags.folder() / "list") {
        REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
        end.reset(::open(path.c_str(), O_RDWR | O_CLOEXEC)); // both ways, so that opening does not wait
        REQUIRE(end);
    }
    void add(std::string_view name) const {
        const auto line = std::string(name) + "\n";
        REQUIRE(::write(end.get(), line.data(), line.size()) == static_cast<ssize_t>(line.size()));
    }
};

} // namespace

TEST_CASE("probe prints the book's lines of 18 keywords, and how many queries it took") {
    dns_server server;
    for (const auto* const name : {"def.test", "with.test"})
        server.add(name, {"127.0.0.1"});
    server.add("or.test", {});
    const program flags;
    const auto result =
        flags.run({"probe", "--tld", "test", "--nameserver", server.address(), "--timeout", "20"});
    CHECK(result.exit_code == exit_ok);
    const auto all = lines(result.out);
    CHECK(all.size() == 18);
    CHECK(std::ranges::count_if(all, [](const auto& line) { return line.starts_with("+ "); }) == 2);
    CHECK(all.contains("+ def.test"));
    CHECK(all.contains("  or.test"));
    CHECK(all.contains("  none.test"));
    CHECK(contains(result.err,
                   ": 2 found, 15 not found, 1 without address, 0 failed, 0 invalid; 38 queries sent\n"));
}

TEST_CASE("probe in columns and in lines with tabs") {
    dns_server server;
    server.add("python.test", {"127.0.0.1"});
    server.add("failing.test", {"127.0.0.1"}, manner::failing);
    const program flags;
    const std::vector<std::string> names = {"probe", "python.test",  "no-lang.test",  "--timeout",
                                            "20",    "--nameserver", server.address()};
    auto arguments = names;
    arguments.emplace_back("--columns");
    const auto columns = flags.run(arguments);
    CHECK(columns.exit_code == exit_ok);
    CHECK(columns.out.starts_with("FOUND\t\tNOT FOUND\n"));
    CHECK(lines(columns.out).contains("python.test"));
    CHECK(lines(columns.out).contains("\t\tno-lang.test"));
    arguments.back() = "--tsv";
    arguments.emplace_back("failing.test");
    const auto tabs = flags.run(arguments);
    CHECK(tabs.exit_code == exit_some_failed);
    CHECK(lines(tabs.out) ==
          std::multiset<std::string>{"python.test\tTrue", "no-lang.test\tFalse", "failing.test\terror"});
    CHECK(contains(tabs.err,
                   "failing.test: failed, the name server could not find out (SERVFAIL), asked 3 times"));
}

TEST_CASE("probe reports and skips an empty name") {
    const program flags;
    const auto result = flags.run({"probe", ""});
    CHECK(result.exit_code == exit_some_failed);
    CHECK(contains(result.err, ": invalid, "));
    CHECK(contains(result.err, "1 invalid"));
}

TEST_CASE("probe reports everything in JSON, and reports and skips an invalid name") {
    dns_server server;
    server.add("xn--bcher-kva.test", {"127.0.0.1"});
    const program flags;
    write_file(flags.folder() / "names", "b\u00fccher.test\n# a comment\n\nb\x1b[31md\n");
    const auto result =
        flags.run({"probe", "-i", "names", "--json", "--nameserver", server.address(), "--timeout", "20"});
    CHECK(result.exit_code == exit_some_failed);
    CHECK(lines(result.out).size() == 2);
    for (const auto& line : lines(result.out)) {
        const auto record = nlohmann::json::parse(line);
        if (record["outcome"] == "invalid") continue;
        CHECK(record["name"] == "b\u00fccher.test");
        CHECK(record["outcome"] == "found");
        CHECK(record["addresses"] == nlohmann::json{"127.0.0.1"});
        CHECK(record["ttl_s"] == 60);
        CHECK(record["resolver"] == server.address());
        CHECK(record["tries"] == 1);
        CHECK(record["elapsed_ms"] > 0);
    }
    CHECK(contains(result.err, R"(b\x1b[31md: invalid, it has a space or a control character in it)"));
}

TEST_CASE("probe detects a domain that answers for every name") {
    if (!dnsmasq::available()) {
        std::puts("SKIPPED: no dnsmasq (apt-get install dnsmasq-base)");
        return;
    }
    const dnsmasq server({"--address=/wild.test/127.0.0.9"});
    const program flags;
    const std::vector<std::string> arguments = {"probe",          "--tld",     "wild.test", "--nameserver",
                                                server.address(), "--timeout", "20"};
    const auto warned = flags.run(arguments);
    CHECK(lines(warned.out).size() == 18);
    CHECK(contains(warned.err, "note: .wild.test answers for every name"));
    auto unchecked = arguments;
    unchecked.emplace_back("--no-wildcard-check");
    const auto quiet = flags.run(unchecked);
    CHECK_FALSE(contains(quiet.err, "note:"));
    CHECK(contains(quiet.err, "; 36 queries sent\n"));
}

TEST_CASE("probe answers before its input has ended, and Ctrl-C keeps the results so far") {
    dns_server server;
    server.add("first.test", {"127.0.0.1"});
    server.add("silent.test", {}, manner::silent);
    const program flags;
    const slow_list list(flags);
    child running(
        flags.command({"probe", "-i", list.path, "--nameserver", server.address(), "--timeout", "60"}));
    list.add("first.test");
    CHECK(running.read_line() == "+ first.test");
    list.add("silent.test");
    list.add("second.test");
    CHECK(running.read_line() == "  second.test");
    ::kill(running.pid(), SIGINT);
    const auto result = running.wait();
    CHECK(result.exit_code == exit_interrupted);
    CHECK(result.out == "+ first.test\n  second.test\n");
    CHECK(contains(result.err, "interrupted: names without an answer are left out\n2 names in "));
}

TEST_CASE("probe sends no more queries when its reader has gone") {
    const dns_server server;
    const program flags;
    // An endless list: only the end of the program ends it.
    const auto result = flags.shell("yes free.test | \"$@\" - --rate 0 --timeout 20 --nameserver " +
                                        server.address() + " 2>/dev/null | head -n 3",
                                    {"probe"});
    CHECK(result.out == "  free.test\n  free.test\n  free.test\n");
    CHECK_FALSE(result.timed_out);
}

TEST_CASE("probe with the system's resolver finds localhost, and without names it prints its usage") {
    const program flags;
    const auto here = flags.run({"probe", "localhost", "--resolver", "system"});
    CHECK(here.exit_code == exit_ok);
    CHECK(here.out == "+ localhost\n");
    const auto nothing = flags.run({"probe"});
    CHECK(nothing.exit_code == exit_usage);
    CHECK(contains(nothing.err, "give names"));
}
