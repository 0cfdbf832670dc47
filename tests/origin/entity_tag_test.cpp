// If-None-Match: the grammar, and the weak comparison of RFC 9110.
#include "origin/entity_tag.hpp"

#include <doctest/doctest.h>

using flags::origin::entity_tag;
using flags::origin::lists_entity_tag;

TEST_CASE("a field that lists the tag matches") {
    for (const auto* const field :
         {R"("x")", R"(W/"x")", R"(  "x"  )", R"("a", "x")", R"("a","x","b")", R"("a,b", "x")", R"(,, "x",)",
          "*", " *", R"(W/"a", W/"x")", R"("x" junk)"}) {
        CAPTURE(field);
        CHECK(lists_entity_tag(field, R"("x")"));
    }
    CHECK(lists_entity_tag(R"("x")", R"(W/"x")"));
    CHECK(lists_entity_tag(R"("a,b")", R"("a,b")"));
}

TEST_CASE("any other field does not") {
    for (const auto* const field :
         {"", " ", ",", R"("y")", "x", R"("x)", R"(x")", R"("X")", R"("xx")", R"("")", R"("a" "x")",
          R"(w/"x")", R"(W/ "x")", R"(junk, "x")", R"(**)", R"("a,x,b")"}) {
        CAPTURE(field);
        CHECK_FALSE(lists_entity_tag(field, R"("x")"));
    }
}

TEST_CASE("a tag is quoted and follows size and time and inode") {
    struct stat file{};
    file.st_size = 5;
    file.st_ino = 7;
    const auto tag = entity_tag(file);
    CHECK(tag.front() == '"');
    CHECK(tag.back() == '"');
    CHECK(tag.find('"', 1) == tag.size() - 1);
    CHECK(entity_tag(file) == tag);

    struct stat other = file;
    other.st_size = 6;
    CHECK(entity_tag(other) != tag);
    other = file;
    other.st_mtim.tv_nsec = 1;
    CHECK(entity_tag(other) != tag);
    other = file;
    other.st_mtim.tv_sec = 1;
    CHECK(entity_tag(other) != tag);
    other = file;
    other.st_ino = 8;
    CHECK(entity_tag(other) != tag);
}
