// Text of strangers on a terminal.
#include "base/controls.hpp"

#include <doctest/doctest.h>

#include <string>

using flags::without_controls;

TEST_CASE("control characters are not shown, and other text stays") {
    CHECK(without_controls("a\033[2J\rb\tc\x7F\n") == "a?[2J?b?c?\n");
    CHECK(without_controls("\xC2\x9B[2J \xC2\xB5s ± é\xC2") == "?[2J µs ± é\xC2");
}

TEST_CASE("what turns the direction of text or ends a line for Unicode alone is a control character, too") {
    // NOLINTBEGIN(misc-misleading-bidirectional): they are what is tested
    // U+061C, 200E, 200F, 2028, 2029, 202A, 202E, 2066, 2069, as bytes, because they would turn this line, too.
    for (const std::string control :
         {"\xD8\x9C", "\xE2\x80\x8E", "\xE2\x80\x8F", "\xE2\x80\xA8", "\xE2\x80\xA9", "\xE2\x80\xAA",
          "\xE2\x80\xAE", "\xE2\x81\xA6", "\xE2\x81\xA9"})
        CHECK(without_controls("a" + control + "b" + control) == "a?b?");
    // NOLINTEND(misc-misleading-bidirectional)
    // Letters of such scripts, joiners within words, neighbours of the ranges.
    for (const std::string text :
         {"\u05d0\u0627", "\u200c\u200d", "\u2027\u202f", "\u2065\u206a", "\u061b", "\U0001f1e7"})
        CHECK(without_controls(text) == text);
    CHECK(without_controls("\xe2\x80") == "\xe2\x80"); // cut
}
