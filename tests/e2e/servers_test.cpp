// Real servers: nginx plain, with TLS and with HTTP/2, and Python's http.server.
#include "e2e/flags_program.hpp"
#include "support/nginx.hpp"
#include "support/test_ca.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <cstdio>
#include <string>
#include <vector>

using namespace flags::test;

namespace {

bool missing(bool there, const char* what) {
    if (!there) std::printf("SKIPPED: %s is not installed\n", what);
    return !there;
}

struct flag_folder {
    temp_dir root;
    flag_folder() { lay_out_flags(root.path(), default_codes()); }
};

void check_all(const program& flags) {
    CHECK(flags.files().size() == 20);
    for (const auto& code : default_codes())
        CHECK((flags.file(code + ".png") == real_flag(code)));
}

} // namespace

TEST_CASE("twenty flags come from nginx") {
    if (missing(nginx::available(), "nginx (package nginx-light)")) return;
    const flag_folder served;
    const nginx server({.root = served.root.path()});
    for (const char* const many : {"20", "auto"}) {
        const program flags;
        const auto result = flags.run({"-s", server.url("/"), "--ext", "png", "-m", many});
        CHECK(result.exit_code == exit_ok);
        CHECK(result.err.empty());
        CHECK(codes_of(result.out, 20).size() == 20);
        check_all(flags);
    }
}

TEST_CASE("modes differ in the connections that nginx sees: twenty or one") {
    if (missing(nginx::available(), "nginx (package nginx-light)")) return;
    const flag_folder served;
    for (const auto& [mode, connections] :
         {std::pair("sequential", 20U), std::pair("sequential-keepalive", 1U)}) {
        nginx server({.root = served.root.path(), .access_log = true});
        const program flags;
        const auto result = flags.run({"-s", server.url("/"), "--ext", "png", "--mode", mode});
        CHECK(codes_of(result.out, 20) == default_codes());
        std::set<std::string> numbers;
        std::istringstream log(server.stop_and_read_access_log());
        for (std::string line; std::getline(log, line);)
            numbers.insert(line.substr(line.rfind(' ')));
        CHECK(numbers.size() == connections);
    }
}

TEST_CASE("over TLS the server is verified with the CA that is given") {
    if (missing(nginx::available(), "nginx (package nginx-light)")) return;
    if (missing(test_ca::available(), "openssl")) return;
    const flag_folder served;
    const test_ca authority;
    const nginx server({.root = served.root.path(), .tls = &authority});
    const std::string base = server.tls_url("/");

    SUBCASE("which is trusted") {
        const program flags;
        const auto result = flags.run({"-s", base, "--ext", "png", "--cacert", authority.ca_file()});
        CHECK(result.exit_code == exit_ok);
        CHECK(result.err.empty());
        check_all(flags);
    }
    SUBCASE("and not without it") {
        const program flags;
        const auto result = flags.run({"-s", base, "--ext", "png", "--json", "report.json", "BR"});
        CHECK(result.exit_code == exit_some_failed);
        CHECK(result.err.contains("--cacert"));
        CHECK(flags.report()["flags"][0]["cause"]["kind"] == "tls");
        CHECK(flags.files().empty());
    }
    SUBCASE("unless --insecure says so, which warns") {
        const program flags;
        const auto result = flags.run({"-s", base, "--ext", "png", "-k"});
        CHECK(result.exit_code == exit_ok);
        CHECK(result.err.starts_with("warning: --insecure"));
        check_all(flags);
    }
    SUBCASE("and a CA file that is none is told") {
        const program flags;
        const auto result = flags.run(
            {"-s", base, "--ext", "png", "--cacert", real_flag("BR").empty() ? "" : "/dev/null", "BR"});
        CHECK(result.exit_code == exit_some_failed);
        CHECK(result.err.contains("--cacert"));
    }
}

TEST_CASE("HTTP/2 is used when both sides support it, over one connection") {
    if (missing(nginx::available(), "nginx (package nginx-light)")) return;
    if (missing(test_ca::available(), "openssl")) return;
    const flag_folder served;
    const test_ca authority;
    const nginx server({.root = served.root.path(), .tls = &authority, .http2 = true});
    const program flags;
    const std::vector<std::string> words = {"-s",       server.tls_url("/"), "--ext",  "png",
                                            "--cacert", authority.ca_file(), "--json", "report.json"};
    auto with_http2 = words;
    with_http2.emplace_back("--http2");
    CHECK(flags.run(with_http2).exit_code == exit_ok);
    const auto report = flags.report();
    for (const auto& record : report["flags"])
        CHECK(record["http_version"] == "2.0");
    check_all(flags);
    CHECK(flags.run(words).exit_code == exit_ok);
    const auto without = flags.report();
    for (const auto& record : without["flags"])
        CHECK(record["http_version"] == "1.1");
}

TEST_CASE("twenty flags come from Python's http.server") {
    const auto python = flags::process::find_program("python3");
    if (missing(!python.empty(), "python3")) return;
    const flag_folder served;
    flags::process::command start;
    start.argv = {"setpriv", "--pdeathsig", "TERM", python,   "-u",
                  "-m",      "http.server", "0",    "--bind", "127.0.0.1"};
    start.working_folder = served.root.path();
    flags::process::child server(start);
    const auto line =
        server.read_line(); // "Serving HTTP on 127.0.0.1 port 8000 (http://127.0.0.1:8000/) ..."
    const auto from = line.find("http://");
    REQUIRE(from != std::string::npos);
    const program flags;
    const auto result =
        flags.run({"-s", line.substr(from, line.find(')') - from), "--ext", "png", "--json", "report.json"});
    CHECK(result.exit_code == exit_ok);
    CHECK(result.err.empty());
    CHECK(flags.report()["flags"][0]["http_version"] == "1.0");
    check_all(flags);
}
