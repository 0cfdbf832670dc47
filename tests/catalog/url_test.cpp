// What may be asked, and the reason why something may not. tests/catalog/server_test.cpp has more of the same.
#include <flags/catalog/url.hpp>

#include <doctest/doctest.h>

#include <string>
#include <utility>

using flags::catalog::url_fault;

TEST_CASE("http and https with a host may be asked") {
    for (const auto* const url : {"http://127.0.0.1:8000/flags/br/br.png", "https://example.org/x?y=1"})
        CHECK_FALSE(url_fault(url));
}

TEST_CASE("anything else is refused with a reason") {
    const std::pair<std::string, const char*> table[] = {
        {"", ""},
        {"file:///etc/passwd", "only http and https"},
        {"ftp://example.org/x", "only http and https"},
        {"example.org/x", ""},
        {"http:///x", "no host"},
        {"http:/x", "no host"},
        {"http://user:secret@example.org/x", ""},
        {"http://example.org/x#y", "fragment"},
        {"http://example.org/\r\nX: y", ""},
        {std::string("http://example.org/\0x", 21), "NUL"},
        {"http://example.org/" + std::string(8000, 'x'), "8000"},
    };
    for (const auto& [url, reason] : table) {
        CAPTURE(url);
        const auto fault = url_fault(url);
        REQUIRE(fault);
        CHECK_FALSE(fault->empty());
        CHECK(fault->contains(reason));
    }
}
