// Packets that overtake: how many, how far, and how often at most.
#include "netlab/link_with.hpp"
#include "netlab/reordering.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

using namespace std::chrono_literals;
using namespace flags::netlab;
using namespace flags::test;

namespace {

constexpr link_clock::time_point begin_of_race{1h};

reordering reordering_of(std::string_view text) {
    reordering read;
    REQUIRE(reordering::terms[0].take(read, text).empty());
    return read;
}

// How long each of `packets`, sent 1 ms after each other, is under way.
std::vector<std::chrono::nanoseconds> ways(lab_link& path, int packets) {
    std::vector<std::chrono::nanoseconds> out;
    for (int n = 0; n < packets; ++n)
        out.emplace_back(path.send(begin_of_race + n * 1ms, 100).front() - (begin_of_race + n * 1ms));
    return out;
}

lab_link race(std::string_view text, const link_settings& on = {.delay = 20ms, .seed = 3}) {
    return link_with(on, reordering_of(text));
}

} // namespace

TEST_CASE("the part that overtakes is within six standard deviations, and arrives earlier by what was said") {
    constexpr int packets = 100'000;
    for (const double part : {0.01, 0.2}) {
        auto path = race(part == 0.01 ? "1%:5ms" : "20%:5ms");
        const auto times = ways(path, packets);
        const auto early = std::ranges::count(times, 15ms);
        CHECK(early + std::ranges::count(times, 20ms) == packets);
        CHECK(std::abs(static_cast<double>(early) - packets * part) <
              6 * std::sqrt(packets * part * (1 - part)));
        // One that follows another early one by 1 ms overtakes fewer, and one all the same.
        CHECK(path.further().front().second > static_cast<std::uint64_t>(early) / 2);
        CHECK(path.further().front().second <= static_cast<std::uint64_t>(early));
    }
}

TEST_CASE("without a time all of the delay is skipped, but never the link") {
    auto path = race("100%", {.rate = 8'000'000, .delay = 20ms, .jitter = 3ms, .queue_bytes = 10'000});
    for (int n = 1; n <= 5; ++n) {
        const auto moment = path.send(begin_of_race, 1000).front();
        CHECK(moment >= begin_of_race + n * 1ms);
        CHECK(moment <= begin_of_race + n * 1ms + 3ms);
    }
    auto longer = race("100%:1s");
    CHECK(longer.send(begin_of_race, 1000).front() == begin_of_race);
}

TEST_CASE("with a gap exactly one of so many overtakes when every packet may") {
    auto path = race("100%:5ms:10");
    const auto times = ways(path, 1'000);
    for (std::size_t n = 0; n < times.size(); ++n)
        CHECK(times[n] == (n % 10 == 9 ? 15ms : 20ms));
    CHECK(path.further() == deeds{{"reordered", 100}});
}

TEST_CASE("a packet that nobody was ahead of has overtaken nobody, and a probe's packet never overtakes") {
    auto path = race("100%:5ms");
    CHECK(path.send(begin_of_race, 100).front() == begin_of_race + 15ms);
    CHECK(path.send(begin_of_race + 1s, 100).front() == begin_of_race + 1s + 15ms);
    CHECK(path.send(begin_of_race + 2s, 100, true).front() == begin_of_race + 2s + 20ms);
    CHECK(path.further() == deeds{{"reordered", 0}});
}

TEST_CASE("what overtakes is read, told and refused") {
    CHECK(reordering_of("0.5%").describe() == "0.5% overtaking each way");
    CHECK(reordering_of("1%:5ms:10").describe() == "1% overtaking by 5ms, one of 10 at most each way");
    CHECK(reordering_of("1%:5ms:10").facts().size() == 3);
    CHECK(reordering_of("0%:5ms") == reordering());
    reordering read;
    for (const auto* const wrong : {"", "1", "x", "1%:", "1%:0", "1%:5", "1%:5ms:", "1%:5ms:0", "1%:5ms:-1",
                                    "1%:5ms:1:1", "1%:5ms:99999999999999999999"})
        CHECK_FALSE(reordering::terms[0].take(read, wrong).empty());
    CHECK(read == reordering());
}
