// The generator and the hash give their authors' numbers, and the mapping stays in its range.
#include <flags/base/random.hpp>

#include <doctest/doctest.h>

using namespace flags;

TEST_CASE("splitmix64 gives the reference sequence") {
    splitmix64 generator(1234567);
    CHECK(generator() == 6457827717110365317U);
    CHECK(generator() == 3203168211198807973U);
    CHECK(generator() == 9817491932198370423U);
    CHECK(splitmix64(0)() == 0xe220a8397b1dcdafU);
}

TEST_CASE("uniform_01 stays below one and fills its range evenly") {
    splitmix64 generator(1);
    constexpr int draws = 100'000;
    int tenths[10] = {};
    for (int i = 0; i < draws; ++i) {
        const double x = uniform_01(generator);
        REQUIRE(x >= 0.0);
        REQUIRE(x < 1.0);
        ++tenths[static_cast<int>(x * 10)];
    }
    for (const int count : tenths)
        CHECK(count == doctest::Approx(draws / 10).epsilon(0.05));
}

TEST_CASE("fnv1a gives the published vectors") {
    CHECK(fnv1a("") == 0xcbf29ce484222325U);
    CHECK(fnv1a("a") == 0xaf63dc4c8601ec8cU);
    CHECK(fnv1a("foobar") == 0x85944171f73967e8U);
}
