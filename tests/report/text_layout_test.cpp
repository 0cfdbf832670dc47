// Text in columns.
#include "report/text_layout.hpp"

#include <doctest/doctest.h>

using namespace flags::report;

TEST_CASE("a column is a code point, and a cut text ends with an ellipsis") {
    CHECK(width_of("µs ± 2") == 6);
    CHECK(cut("µs ± 2", 6) == "µs ± 2");
    CHECK(cut("µs ± 2", 5) == "µs ±…");
    CHECK(cut("µµ", 1) == "…");
    CHECK(padded("µ", 3) == "µ  ");
    CHECK(padded("long", 3) == "long");
    CHECK(text_column{.head = "a", .cells = {"µµ", "b"}}.width() == 2);
}

TEST_CASE("prose is broken at spaces, and a line's own end stays") {
    CHECK(wrapped("one two three", 7) == "one two\nthree");
    CHECK(wrapped("one two three", 6) == "one\ntwo\nthree");
    CHECK(wrapped("one\ntwo three\n", 9) == "one\ntwo three\n");
    CHECK(wrapped("immeasurable x", 5) == "immeasurable\nx");
    CHECK(wrapped("", 5).empty());
    CHECK(wrapped("one two three", 9, 2) == "one two\n  three");
}
