// Which URLs need a lookup before they are asked for.
#include "http/named_host.hpp"

#include <flags/http/url.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using flags::http::named_host_of;

namespace {

std::string named(std::string_view url) {
    const auto found = named_host_of(url);
    return found ? std::string(found->host) + ":" + std::string(found->port) : "nothing";
}

} // namespace

TEST_CASE("a name is found with its port, or with the scheme's own") {
    CHECK(named("http://flags.test/bd.png") == "flags.test:80");
    CHECK(named("https://flags.test/bd.png") == "flags.test:443");
    CHECK(named("http://flags.test:8080/bd.png") == "flags.test:8080");
    CHECK(named("http://flags.test") == "flags.test:80");
    CHECK(named("http://flags.test:/") == "flags.test:80");
    CHECK(named("http://flags.test?at=http://other.test/") == "flags.test:80");
    CHECK(named("http://flags.test#@other.test") == "flags.test:80");
    CHECK(named("http://FLAGS.Test/") == "FLAGS.Test:80");
    CHECK(named("http://printer/") == "printer:80");
    CHECK(named("http://1.2.3.4.test/") == "1.2.3.4.test:80");
    CHECK(named("http://xn--bcher-kva.test/") == "xn--bcher-kva.test:80");
    CHECK(named("http://a_b-c.test/") == "a_b-c.test:80");
}

TEST_CASE("addresses in any spelling and localhost need no lookup") {
    for (const std::string_view url :
         {"http://127.0.0.1/", "http://127.0.0.1:8080/", "http://127.1/", "http://2130706433/",
          "http://0x7f.0.0.1/", "http://[::1]:8080/", "http://[fe80::1%25eth0]/", "http://localhost/",
          "http://LocalHost:80/", "https://flags.localhost/"}) {
        CAPTURE(url);
        CHECK(named(url) == "nothing");
    }
    CHECK(named("http://notlocalhost/") == "notlocalhost:80");
    CHECK(named("http://localhost.test/") == "localhost.test:80");
}

TEST_CASE("no host is found in a URL that only libcurl understands") {
    for (const std::string_view url :
         {"", "flags.test", "http:", "http://", "http:///", "ftp://flags.test/", "HTTP://flags.test/",
          "http://user@flags.test/", "http://user:word@flags.test/", "http://bücher.test/",
          "http://a b.test/", "http://flags.test./", "http://flags.test:http/", "http://flags.test:1234567/",
          "http://flags.test:-1/", "http://%66lags.test/", "http://flags.test\\@other.test/",
          "http://flags.test,127.0.0.1/", "http://:80/"}) {
        CAPTURE(url);
        CHECK(named(url) == "nothing");
    }
}

TEST_CASE("the origin of a URL is the part before its path") {
    using flags::http::origin_of;
    CHECK(origin_of("https://example.org:8443/a/b?c#d") == "https://example.org:8443");
    CHECK(origin_of("http://127.0.0.1:8000/flags") == "http://127.0.0.1:8000");
    CHECK(origin_of("http://h?x=/") == "http://h");
    CHECK(origin_of("http://h#/") == "http://h");
    CHECK(origin_of("http://[::1]:80") == "http://[::1]:80");
    CHECK(origin_of("no address") == "no address");
    CHECK(origin_of("").empty());
}
