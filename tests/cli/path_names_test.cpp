// How the memory of paths names origins, and what `flags paths` and `flags get` are told of it.
#include "cli/command_line.hpp"
#include "cli/path_names.hpp"

#include <flags/base/error.hpp>

#include <doctest/doctest.h>

#include <cstdlib>
#include <string>
#include <variant>
#include <vector>

using namespace flags;
using namespace flags::cli;

namespace {

template <class Options>
Options parsed(std::vector<const char*> words) {
    words.insert(words.begin(), "flags");
    return std::get<Options>(parse_command_line(static_cast<int>(words.size()), words.data()));
}

void set(const char* name, const char* value) {
    // NOLINTBEGIN(concurrency-mt-unsafe): one thread
    if (value != nullptr)
        ::setenv(name, value, 1);
    else
        ::unsetenv(name);
    // NOLINTEND(concurrency-mt-unsafe)
}

} // namespace

TEST_CASE("an origin has one name, without what is secret in its URL") {
    struct row {
        const char* url;
        const char* proxy;
        const char* name;
    };
    constexpr row table[] = {
        {"http://example.org/flags", "", "http://example.org"},
        {"HTTP://Example.ORG:80/", "", "http://example.org"},
        {"https://example.org:443", "", "https://example.org"},
        {"https://example.org:80", "", "https://example.org:80"},
        {"http://example.org:443", "", "http://example.org:443"},
        {"http://me:secret@example.org/x@y", "", "http://example.org"},
        {"http://[2001:DB8::1]:8080/", "", "http://[2001:db8::1]:8080"},
        {"http://m\xc3\xbcller.example", "", "http://m%C3%BCller.example"},
        {"http://a b\n.example", "", "http://a%20b%0A.example"},
        {"http://example.org", "http://me:secret@proxy.example:3128",
         "http://example.org via proxy.example:3128"},
        {"http://example.org", "socks5://localhost", "http://example.org via socks5://localhost"},
        {"example.org", "", "example.org"},
        {"", "", ""},
    };
    for (const auto& [url, proxy, name] : table)
        CHECK(origin_name(url, proxy) == name);
}

TEST_CASE("the proxy is the one that the environment names for the scheme") {
    for (const char* const name :
         {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "HTTP_PROXY"})
        set(name, nullptr);
    CHECK(proxy_for("http://a").empty());
    set("HTTP_PROXY", "never:1");
    set("ALL_PROXY", "all:1");
    CHECK(proxy_for("http://a") == "all:1");
    set("HTTPS_PROXY", "tls:1");
    CHECK(proxy_for("HTTPS://a") == "tls:1");
    set("http_proxy", "plain:1");
    CHECK(proxy_for("http://a") == "plain:1");
    for (const char* const name : {"http_proxy", "HTTPS_PROXY", "ALL_PROXY", "HTTP_PROXY"})
        set(name, nullptr);
}

TEST_CASE("in the lab there is no usual file, and elsewhere only one of an absolute path") {
    set("XDG_CACHE_HOME", "/c");
    CHECK(path_file(std::nullopt) == "/c/flags/paths.json");
    set("FLAGS_LAB", "1");
    CHECK_FALSE(path_file(std::nullopt));
    CHECK(path_file("own.json") == "own.json");
    set("FLAGS_LAB", nullptr);
    set("XDG_CACHE_HOME", "c");
    set("HOME", "");
    CHECK_FALSE(path_file(std::nullopt));
    set("XDG_CACHE_HOME", nullptr);
}

TEST_CASE("get is told of the file of paths") {
    CHECK(parsed<get_options>({}).remembers_paths);
    CHECK_FALSE(parsed<get_options>({"--no-path-memory"}).remembers_paths);
    CHECK(parsed<get_options>({"--path-memory", "p.json"}).path_memory == "p.json");
    CHECK_THROWS_WITH_AS(parsed<get_options>({"--path-memory", "p.json", "--no-path-memory"}),
                         "--path-memory p.json: contradicts --no-path-memory: give one of the two",
                         usage_error);
    for (const char* const wrong : {"", "/", "/tmp"})
        CHECK_THROWS_AS(parsed<get_options>({"--path-memory", wrong}), usage_error);
}

TEST_CASE("paths are shown or forgotten, all or some") {
    const auto plain = parsed<paths_options>({"paths"});
    CHECK((plain.origins.empty() && !plain.clear && !plain.json && !plain.file));
    const auto some =
        parsed<paths_options>({"paths", "--clear", "http://a", "http://b", "--path-memory", "p"});
    CHECK(some.clear);
    CHECK(some.origins == std::vector<std::string>{"http://a", "http://b"});
    CHECK(some.file == "p");
    CHECK(parsed<paths_options>({"paths", "--json"}).json);
    CHECK_THROWS_AS(parsed<paths_options>({"paths", "--json", "--clear"}), usage_error);
    CHECK_THROWS_WITH_AS(parsed<paths_options>({"path"}), "path is not a command; did you mean paths?",
                         usage_error);
}
