// Times, rates, sizes and fractions are read with their units or not at all.
#include "netlab/units.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using namespace flags::netlab;

TEST_CASE("a time has a unit") {
    CHECK(parse_time("100ms") == 100ms);
    CHECK(parse_time("1.5s") == 1500ms);
    CHECK(parse_time("250us") == 250us);
    CHECK(parse_time("0") == 0ns);
    CHECK(parse_time("86400s") == 24h);
    for (const auto* const wrong : {"", "100", "ms", "-1ms", "+1ms", "1e3ms", "1 ms", "1ms ", "1m", "1h",
                                    "86401s", "infs", "nans", "1.2.3s", ".", "0x1s", "1MS"}) {
        CAPTURE(wrong);
        CHECK_FALSE(parse_time(wrong));
    }
}

TEST_CASE("a rate counts in thousands, a size in powers of 1024") {
    CHECK(parse_rate("9M") == 9'000'000);
    CHECK(parse_rate("1.5M") == 1'500'000);
    CHECK(parse_rate("49k") == 49'000);
    CHECK(parse_rate("56000") == 56'000);
    CHECK(parse_rate("10G") == 10'000'000'000);
    CHECK(parse_size("64k") == 65'536);
    CHECK(parse_size("1.5M") == 1'572'864);
    CHECK(parse_size("3000") == 3'000);
    for (const auto* const wrong : {"", "0", "999", "11G", "9Mbit", "M", "-9M", "9m"}) {
        CAPTURE(wrong);
        CHECK_FALSE(parse_rate(wrong));
    }
    for (const auto* const wrong : {"", "0", "2G", "64kb", "k"}) {
        CAPTURE(wrong);
        CHECK_FALSE(parse_size(wrong));
    }
}

TEST_CASE("a fraction is a number up to one or a percentage") {
    CHECK(parse_fraction("1%") == doctest::Approx(0.01));
    CHECK(parse_fraction("0.25") == 0.25);
    CHECK(parse_fraction("100%") == 1);
    CHECK(parse_fraction("0") == 0);
    for (const auto* const wrong : {"", "%", "101%", "1.1", "-1%", "1 %", "1%%"}) {
        CAPTURE(wrong);
        CHECK_FALSE(parse_fraction(wrong));
    }
}

TEST_CASE("a shown value can be read again") {
    for (const auto time : {0ns, 250'000ns, 1'500'000ns, 100'000'000ns, 1'500'000'000ns})
        CHECK(parse_time(show_time(time)) == time);
    for (const std::uint64_t rate : {49'000UL, 384'000UL, 1'500'000UL, 10'240'000UL, 1'000'000'000UL})
        CHECK(parse_rate(show_rate(rate)) == rate);
    CHECK(show_time(1'500us) == "1.5ms");
    CHECK(show_rate(1'500'000) == "1.5M");
    CHECK(show_fraction(0.002) == "0.2%");
}
