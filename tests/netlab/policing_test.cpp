// A policer: what it lets through is bounded by its bucket, at any moment and in the long run.
#include "netlab/link_with.hpp"
#include "netlab/policing.hpp"

#include <flags/base/random.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <vector>

using namespace std::chrono_literals;
using namespace flags::netlab;
using namespace flags::test;

namespace {

constexpr link_clock::time_point begin_of_policing{1h};

// 1 MB/s: a byte each microsecond.
lab_link policed(std::size_t burst) { return link_with({}, policing{.rate = 8'000'000, .burst = burst}); }

} // namespace

TEST_CASE("a burst passes at once, then as many bytes as the time has brought") {
    auto path = policed(10'000);
    for (int n = 0; n < 10; ++n)
        CHECK(path.send(begin_of_policing, 1000) == std::vector(1, begin_of_policing));
    CHECK(path.send(begin_of_policing + 999us, 1000).empty());
    CHECK(path.send(begin_of_policing + 1000us, 1000).size() == 1);
    CHECK(path.send(begin_of_policing + 1000us, 1).empty());
    CHECK(path.send(begin_of_policing + 1000us, 1000, true).size() == 1); // a probe's
    CHECK(path.further() == deeds{{"policed", 2}});
    for (int n = 0; n < 10; ++n) // an hour brings no more than a burst
        CHECK(path.send(begin_of_policing + 1h, 1000).size() == 1);
    CHECK(path.send(begin_of_policing + 1h, 1000).empty());
}

TEST_CASE("whatever comes, what passes is what a bucket of tokens has let through") {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        flags::splitmix64 random(seed);
        const std::size_t burst = 1'500 + random() % 20'000;
        auto path = policed(burst);
        auto now = begin_of_policing;
        auto last = now;
        auto tokens = static_cast<std::int64_t>(burst); // a byte each microsecond
        for (int n = 0; n < 2'000; ++n) {
            now += std::chrono::microseconds(random() % 1'500);
            tokens = std::min(static_cast<std::int64_t>(burst), tokens + (now - last) / 1us);
            last = now;
            const auto bytes = static_cast<std::int64_t>(40 + random() % 1'461);
            const bool conforms = bytes <= tokens;
            REQUIRE(path.send(now, static_cast<std::size_t>(bytes)).size() == (conforms ? 1U : 0U));
            if (conforms) tokens -= bytes;
        }
    }
}

TEST_CASE("under constant overload exactly the rate passes") {
    auto path = policed(1'500);
    std::size_t passed = 0;
    for (int n = 0; n < 100'000; ++n) // three times the rate for 50 s
        passed += 1500 * path.send(begin_of_policing + n * 500us, 1500).size();
    CHECK(static_cast<double>(passed) == doctest::Approx(50e6).epsilon(0.001));
}

TEST_CASE("a policer is read, told and refused") {
    policing read;
    CHECK(policing::terms[0].take(read, "5M:50k").empty());
    CHECK(read == policing{.rate = 5'000'000, .burst = 51'200});
    CHECK(read.describe() == "policed to 5M after a burst of 51200 bytes each way");
    CHECK(read.facts().size() == 2);
    for (const auto* const wrong : {"", "5M", "5M:", ":50k", "5M:1499", "5M:50k:1", "x:50k", "0:50k"})
        CHECK(policing::terms[0].take(read, wrong).starts_with("give RATE:BURST"));
}
