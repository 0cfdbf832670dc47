// Addresses in URLs and of name servers.
#include "http/socket_address.hpp"

#include <doctest/doctest.h>

#include <netinet/in.h>

using namespace flags;

TEST_CASE("an address is read from a URL, a name is not") {
    for (const char* const url :
         {"http://127.0.0.1", "http://127.0.0.1:8080/a", "https://[::1]:443/", "http://[::1]"})
        CHECK(http::address_of(url));
    for (const char* const url :
         {"http://localhost/", "http://127.1/", "http://127.0.0.1:/", "http://127.0.0.1:99999/",
          "http://[::1", "http://[::1]x/", "ftp://127.0.0.1/", "http://user@127.0.0.1/", "", "http://"})
        CHECK_FALSE(http::address_of(url));
}

TEST_CASE("an address has a family, and its port is a number") {
    const auto family = [](const char* host) { return http::address_from(host, "80")->storage.ss_family; };
    CHECK(family("192.0.2.1") == AF_INET);
    CHECK(family("2001:db8::1") == AF_INET6);
    CHECK_FALSE(http::address_from("flags.test", "80"));
    for (const char* const port : {"", "http", "80x", "99999"})
        CHECK_FALSE(http::address_from("192.0.2.1", port));
}
