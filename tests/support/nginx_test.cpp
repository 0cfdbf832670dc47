// The nginx fixture serves in each of its modes, and removes its files and processes.
#include "support/nginx.hpp"

#include <flags/base/error.hpp>

#include <doctest/doctest.h>

#include <cstdio>
#include <fstream>
#include <set>
#include <sstream>

using namespace flags;
using namespace flags::test;

namespace {

bool can_run() {
    const bool curl = !process::find_program("curl").empty();
    if (!nginx::available()) std::puts("SKIPPED: there is no nginx (apt-get install nginx-light)");
    if (!curl) std::puts("SKIPPED: there is no curl command (apt-get install curl)");
    return nginx::available() && curl;
}

temp_dir& site() {
    static temp_dir folder;
    std::ofstream(folder.path() / "hello.txt") << "hello";
    return folder;
}

// "BODY|STATUS|HTTP VERSION"; curl's exit code when it failed.
std::string get(const std::string& url, const std::vector<std::string>& more = {}) {
    process::command curl;
    curl.argv = {"curl", "-q", "-s", "-S", "--noproxy", "*", "-w", "|%{http_code}|%{http_version}", url};
    curl.argv.insert(curl.argv.end(), more.begin(), more.end());
    const auto ended = process::run(curl);
    return ended.exit_code == 0 ? ended.out : "curl " + std::to_string(ended.exit_code);
}

} // namespace

TEST_CASE("nginx serves the files of a folder") {
    if (!can_run()) return;
    const nginx server({.root = site().path()});
    CHECK(get(server.url("/hello.txt")) == "hello|200|1.1");
    CHECK(get(server.url("/missing")).ends_with("|404|1.1"));
}

TEST_CASE("two nginx run side by side on ports of their own") {
    if (!can_run()) return;
    const nginx one({.root = site().path(), .extra = "location /who { return 200 one; }"});
    const nginx two({.root = site().path(), .extra = "location /who { return 200 two; }"});
    CHECK(get(one.url("/who")) == "one|200|1.1");
    CHECK(get(two.url("/who")) == "two|200|1.1");
}

TEST_CASE("TLS holds against the test authority and against nobody else") {
    if (!can_run()) return;
    const test_ca authority;
    const test_ca stranger;
    const nginx server({.root = site().path(), .tls = &authority});
    CHECK(get(server.tls_url("/hello.txt"), {"--cacert", authority.ca_file()}) == "hello|200|1.1");
    CHECK(get(server.tls_url("/hello.txt"), {"--cacert", stranger.ca_file()}) == "curl 60");
    CHECK(get(server.url("/hello.txt")) == "hello|200|1.1");
}

TEST_CASE("HTTP/2 is offered over TLS when asked for") {
    if (!can_run()) return;
    const test_ca authority;
    const nginx server({.root = site().path(), .tls = &authority, .http2 = true});
    const auto ca = authority.ca_file();
    CHECK(get(server.tls_url("/hello.txt"), {"--cacert", ca}) == "hello|200|2");
    CHECK(get(server.tls_url("/hello.txt"), {"--cacert", ca, "--http1.1"}) == "hello|200|1.1");
}

TEST_CASE("the access log has one line for each request, with its connection") {
    if (!can_run()) return;
    nginx server({.root = site().path(), .access_log = true});
    const auto url = server.url("/hello.txt");
    CHECK(get(url, {url}) == "hello|200|1.1hello|200|1.1");
    CHECK(get(server.url("/missing")).ends_with("|404|1.1"));

    std::istringstream log(server.stop_and_read_access_log());
    std::multiset<std::string> requests;
    std::set<std::string> connections;
    for (std::string method, uri, protocol, status, connection;
         log >> method >> uri >> protocol >> status >> connection;) {
        requests.insert(uri.append(" ").append(status));
        connections.insert(connection);
    }
    CHECK(requests == std::multiset<std::string>{"/hello.txt 200", "/hello.txt 200", "/missing 404"});
    CHECK(connections.size() == 2);
}

TEST_CASE("several workers share the port") {
    if (!can_run()) return;
    const nginx server({.root = site().path(), .workers = 2});
    for (int i = 0; i < 8; ++i)
        CHECK(get(server.url("/hello.txt")) == "hello|200|1.1");
}

TEST_CASE("the end of the fixture is the end of the server") {
    if (!can_run()) return;
    std::string url;
    {
        const nginx server({.root = site().path(), .workers = 2});
        url = server.url("/hello.txt");
    }
    CHECK(get(url) == "curl 7");
}

TEST_CASE("a configuration that nginx refuses is reported in its words") {
    if (!can_run()) return;
    try {
        const nginx server({.root = site().path(), .extra = "no_such_directive on;"});
        FAIL("it started");
    } catch (const storage_error& failure) {
        CHECK(std::string(failure.what()).contains("unknown directive \"no_such_directive\""));
    }
}
