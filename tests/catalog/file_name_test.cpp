// Names made safe: a table of hostile names, and properties that hold for any bytes.
#include <flags/base/random.hpp>
#include <flags/catalog/file_name.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unistr.h>
#include <vector>

using namespace std::string_literals;
using namespace std::string_view_literals;
using flags::catalog::folded_file_name;
using flags::catalog::longest_file_name;
using flags::catalog::safe_file_name;

namespace {

std::string repeated(std::string_view text, std::size_t times) {
    std::string all;
    while (times-- > 0)
        all += text;
    return all;
}

bool is_utf8(std::string_view text) {
    return u8_check(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()) == nullptr;
}

// NOLINTBEGIN(misc-misleading-bidirectional): names that mislead are what this is about

// Pieces that meet all rules more often than plain noise does.
constexpr std::string_view pieces[] = {
    "\0"sv,       "/",          "\\",         ".",      "..",       " ",      "-",
    "_",          "~",          "CON",        "nul",    "COM",      "1",      "\u00B9",
    "$",          "\t",         "\n",         "\x7f",   "\u0085",   "a",      "\u0308",
    "\u00E9",     "\u1EAF",     "\u202E",     "\u2066", "\u200B",   "\uFEFF", "\u00AD",
    "\u2028",     "\uE000",     "\u3000",     "\u212A", "\uAC00",   "\u1100", "\u1161",
    "\U0001F1E7", "\U0001F1F7", "\U000E0041", "\xC3",   "\xE2\x82", "\xFF",   "\xED\xA0\x80",
    "\xC0\xAF",   "\U0010FFFF", "\u037E",     "\u0378", "\u034F",   "<",      ":",
    "\u0338"};

std::string any_text(flags::splitmix64& random) {
    std::string text;
    for (auto length = random() % 24; length > 0; --length) {
        if (random() % 4 == 0)
            text += static_cast<char>(random() % 256);
        else
            text += pieces[random() % std::size(pieces)];
    }
    return text;
}

} // namespace

TEST_CASE("names stay what they are as far as they can") {
    const struct {
        std::string text;
        std::string name;
    } table[] = {
        {"United States", "United States"},
        {"C\u00F4te d'Ivoire", "C\u00F4te d'Ivoire"},
        {"\u65E5\u672C", "\u65E5\u672C"},
        {"\u0627\u0644\u0639\u0631\u0627\u0642", "\u0627\u0644\u0639\u0631\u0627\u0642"},
        {"Cura\u0063\u0327ao", "Cura\u00E7ao"}, // to NFC
        {"../../etc/passwd", "_.._etc_passwd"},
        {"..", ""},
        {"/", "_"},
        {"a/b\\c:d*e?f\"g<h>i|j", "a_b_c_d_e_f_g_h_i_j"},
        {"a\0b\nc\td\x7f\u0085z"s, "abcdz"},
        {".hidden", "hidden"},
        {"-rf", "rf"},
        {" . - x . ", "x"},
        {"x...", "x"},
        {"   ", ""},
        {"", ""},
        {"a\u00A0b\u3000c", "a b c"},
        {"a\u202Egnp.exe", "agnp.exe"},
        {"a\u200B\u2066\uFEFF\u00AD\u034F\u3164\U000E0041z", "az"},
        {"a\u2028b\u2029c", "abc"},
        {"a\uE000b\U0010FFFFc\uFFFEd", "abcd"},
        {"a\xFF\xC0\xAF\xED\xA0\x80\xE2\x82z", "az"},
        {"CON", "_CON"},
        {"nul.txt", "_nul.txt"},
        {"Com1", "_Com1"},
        {"LPT\u00B2.x.y", "_LPT\u00B2.x.y"},
        {"CONIN$", "_CONIN$"},
        {"aux .c", "_aux .c"},
        {"COM", "COM"},
        {"COM10", "COM10"},
        {"CONGO", "CONGO"},
    };
    for (const auto& [text, name] : table) {
        CAPTURE(text);
        CHECK(safe_file_name(text) == name);
    }
}

TEST_CASE("a name is cut between characters, and what the cut brings to the end is looked at again") {
    CHECK(safe_file_name(repeated("x", 300)) == repeated("x", longest_file_name));
    CHECK(safe_file_name(repeated("\u00E9", 200)) == repeated("\u00E9", 127));
    CHECK(safe_file_name(repeated("\U0001F1E7", 3), 8) == repeated("\U0001F1E7", 2));
    CHECK(safe_file_name(repeated("\U0001F1E7", 3), 11) == repeated("\U0001F1E7", 2));
    CHECK(safe_file_name("1234567.8", 8) == "1234567");
    CHECK(safe_file_name("NUL.5678", 8) == "_NUL.567");
}

TEST_CASE(
    "whatever the bytes are, the name is plain, short, UTF-8 and stays as it is when it is made safe again") {
    flags::splitmix64 random(20);
    for (int round = 0; round < 20'000; ++round) {
        const std::string text = any_text(random);
        const std::size_t limit = 8 + random() % 40;
        const std::string name = safe_file_name(text, limit);
        CAPTURE(text);
        CAPTURE(name);
        REQUIRE(name.size() <= limit);
        REQUIRE(is_utf8(name));
        REQUIRE(name.find_first_of("/\\:*?\"<>|\x7f") == std::string::npos);
        for (const char c : name)
            REQUIRE((static_cast<unsigned char>(c) >= 0x20));
        REQUIRE_FALSE(name.starts_with('.'));
        REQUIRE_FALSE(name.starts_with('-'));
        REQUIRE_FALSE(name.starts_with(' '));
        REQUIRE_FALSE(name.ends_with(' '));
        REQUIRE_FALSE(name.ends_with('.'));
        for (const auto* const hidden :
             {"\u202E", "\u2066", "\u200B", "\uFEFF", "\u2028", "\U000E0041", "\uE000"})
            REQUIRE_FALSE(name.contains(hidden));
        REQUIRE(safe_file_name(name, limit) == name);
    }
}

TEST_CASE("names that a file system could take for one another fold alike, others do not") {
    CHECK(folded_file_name("CONGO") == folded_file_name("Congo"));
    CHECK(folded_file_name("\u00C5land") == folded_file_name("\u00E5LAND"));
    CHECK(folded_file_name("Stra\u00DFe") == folded_file_name("STRASSE"));
    CHECK(folded_file_name(safe_file_name("A\u030Aland")) == folded_file_name("\u00C5land"));
    CHECK(folded_file_name("Niger") != folded_file_name("Nigeria"));
    CHECK(folded_file_name("\u00C5land") != folded_file_name("Aland"));
}

// NOLINTEND(misc-misleading-bidirectional)
