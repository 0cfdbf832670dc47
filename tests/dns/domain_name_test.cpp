// Valid domain names, their ASCII form, and the reasons for refusing the others.
#include <flags/dns/domain_name.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using flags::dns::ascii_name;
using namespace std::string_view_literals;

namespace {

std::string name(std::string_view text) { return ascii_name(text).value(); }

std::string fault(std::string_view text) {
    const auto result = ascii_name(text);
    return result.has_value() ? "none: " + *result : result.error();
}

std::string repeated(std::string_view text, int times) {
    std::string all;
    for (int i = 0; i < times; ++i)
        all += text;
    return all;
}

} // namespace

TEST_CASE("names become lower case and lose a final dot") {
    CHECK(name("python.org") == "python.org");
    CHECK(name("DEF.Dev") == "def.dev");
    CHECK(name("python.org.") == "python.org");
    CHECK(name("dev") == "dev");
    CHECK(name("3com.com") == "3com.com");
    CHECK(name("a-b--c.test") == "a-b--c.test");
}

TEST_CASE("characters that are not ASCII become A-labels, and A-labels are checked") {
    CHECK(name("B\u00fccher.DE") == "xn--bcher-kva.de");
    CHECK(name("bu\u0308cher.de") == "xn--bcher-kva.de");    // u and a combining diaeresis
    CHECK(name("fa\u00df.de") == "xn--fa-hia.de");           // non-transitional: not fass.de
    CHECK(name("\u4f8b\u3048\u3002jp") == "xn--r8jz45g.jp"); // an ideographic full stop
    CHECK(name("xn--bcher-kva.de") == "xn--bcher-kva.de");
    CHECK_FALSE(ascii_name("xn--\u00fc.de").has_value());
    CHECK_FALSE(ascii_name("xn--a.de").has_value()); // decodes to nothing that IDNA allows
    CHECK_FALSE(ascii_name("b\xfc"
                           "cher.de")
                    .has_value()); // Latin-1
    const std::string turned =
        "a\xe2\x80"; // and \xae: U+202E turns the direction of text, here too, if it is in one piece
    CHECK_FALSE(ascii_name(turned + "\xae.de").has_value());
}

TEST_CASE("text that is not a name is refused with the reason") {
    CHECK(fault("") == "a label between its dots is empty");
    CHECK(fault(".") == "a label between its dots is empty");
    CHECK(fault(".dev") == "a label between its dots is empty");
    CHECK(fault("a..dev") == "a label between its dots is empty");
    CHECK(fault("a.dev..") == "a label between its dots is empty");
    CHECK(fault("-a.dev") == "a label begins or ends with a hyphen");
    CHECK(fault("a-.dev") == "a label begins or ends with a hyphen");
    CHECK(fault("a_b.dev") == "only letters, digits and hyphens make a label");
    CHECK(fault("a\\.dev") == "only letters, digits and hyphens make a label");
    CHECK(fault("http://a.dev") == "only letters, digits and hyphens make a label");
    CHECK(fault("a b.dev") == "it has a space or a control character in it");
    CHECK(fault("a\0b.dev"sv) == "it has a space or a control character in it");
    CHECK(fault("a\x1b[2J.dev") == "it has a space or a control character in it");
    CHECK(fault("127.0.0.1") == "its last label is a number, as in an address");
    CHECK(fault("hidden.onion") == "names under .onion are not for name servers (RFC 7686)");
}

TEST_CASE("the longest label and the longest name pass, one more character does not") {
    const auto longest_label = std::string(63, 'a');
    CHECK(name(longest_label + ".dev") == longest_label + ".dev");
    CHECK(fault(longest_label + "a.dev") == "a label is longer than 63 characters");
    const auto longest = repeated("a.", 126) + "b"; // 253 bytes
    CHECK(name(longest) == longest);
    CHECK(name(longest + ".") == longest);
    CHECK(fault("a" + longest) == "it is longer than 253 characters");
    CHECK(fault(std::string(1'000'000, 'a')) == "it is longer than any domain name");
}
