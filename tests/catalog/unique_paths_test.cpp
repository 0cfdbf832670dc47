// Two files of a list never get one place.
#include <flags/catalog/unique_paths.hpp>

#include <doctest/doctest.h>

#include <string>

using flags::catalog::unique_paths;

TEST_CASE("a path is taken once, in any case and any normal form") {
    unique_paths taken;
    CHECK(taken.add("a/B.png"));
    CHECK_FALSE(taken.add("a/B.png"));
    CHECK_FALSE(taken.add("A/b.PNG"));
    CHECK(taken.add("a/c.png"));
    CHECK(taken.add("\u00e9.png"));
    CHECK_FALSE(taken.add("e\u0301.png"));
    CHECK_FALSE(taken.add("\u00c9.PNG"));
}

TEST_CASE("a folder is no file, and a file no folder") {
    unique_paths taken;
    CHECK(taken.add("a/b/c"));
    CHECK_FALSE(taken.add("a"));
    CHECK_FALSE(taken.add("A/b"));
    CHECK_FALSE(taken.add("a/b/c/d"));
    CHECK(taken.add("a/b/d"));
}

TEST_CASE("what is refused takes nothing, and many paths stay apart") {
    unique_paths taken;
    CHECK(taken.add("a/b"));
    CHECK_FALSE(taken.add("a/b/c/d"));
    CHECK(taken.add("a/x"));
    constexpr int many = 20'000;
    for (int i = 0; i < many; ++i)
        REQUIRE(taken.add("many/" + std::to_string(i)));
    for (int i = 0; i < many; ++i)
        REQUIRE_FALSE(taken.add("MANY/" + std::to_string(i)));
}
