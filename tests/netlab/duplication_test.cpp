// Copies of packets: how many, when, and that the probe has none.
#include "netlab/duplication.hpp"
#include "netlab/link_with.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace std::chrono_literals;
using namespace flags::netlab;
using namespace flags::test;

namespace {

constexpr link_clock::time_point begin_of_copies{1h};

} // namespace

TEST_CASE("copies are within six standard deviations of their part, arrive with their packet and repeat with "
          "the seed") {
    constexpr int packets = 100'000;
    for (const double part : {0.001, 0.01, 0.5}) {
        CAPTURE(part);
        auto path = link_with({.delay = 5ms, .seed = 4}, duplication{.part = part});
        auto again = link_with({.delay = 5ms, .seed = 4}, duplication{.part = part});
        int copies = 0;
        for (int n = 0; n < packets; ++n) {
            const auto now = begin_of_copies + n * 1us;
            const auto moments = path.send(now, 1500);
            REQUIRE(moments == again.send(now, 1500));
            REQUIRE(moments.front() == now + 5ms);
            REQUIRE(moments.back() == moments.front());
            copies += static_cast<int>(moments.size()) - 1;
        }
        CHECK(std::abs(copies - packets * part) < 6 * std::sqrt(packets * part * (1 - part)));
        CHECK(path.further() == deeds{{"duplicated", copies}});
    }
}

TEST_CASE("a copy uses nothing of the rate, a lost packet has none, and neither has a packet of a probe") {
    auto thin = link_with({.rate = 8'000'000, .queue_bytes = 10'000}, duplication{.part = 1});
    CHECK(thin.send(begin_of_copies, 1000) == std::vector(2, begin_of_copies + 1ms));
    CHECK(thin.send(begin_of_copies, 1000) == std::vector(2, begin_of_copies + 2ms));
    CHECK(thin.send(begin_of_copies, 1000, true) == std::vector(1, begin_of_copies + 3ms));
    auto lossy = link_with({.loss = {.lost_in_good = 1}}, duplication{.part = 1});
    CHECK(lossy.send(begin_of_copies, 1000).empty());
    CHECK(lossy.further() == deeds{{"duplicated", 0}});
}

TEST_CASE("a part of duplicates is read, told and refused") {
    duplication read;
    CHECK(duplication::terms[0].take(read, "0.5%").empty());
    CHECK(read.part == doctest::Approx(0.005));
    CHECK(read.describe() == "0.5% duplicated each way");
    CHECK(read.facts().front().value == read.part);
    for (const auto* const wrong : {"", "1", "2", "-1%", "x", "1%:"})
        CHECK_FALSE(duplication::terms[0].take(read, wrong).empty());
}
