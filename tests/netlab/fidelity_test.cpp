// The fidelity ladder as far as it holds on any machine: counts, and bounds that lateness cannot break. `./dev bench netlab`
// measures it.
#include "netlab/between_networks.hpp"
#include "netlab/ferry.hpp"
#include "netlab/ladder.hpp"
#include "support/in_child.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstdio>

using namespace std::chrono_literals;
using namespace flags::netlab;
using namespace flags::test;

TEST_CASE("no connection opens faster than the round trip") {
    between_networks([](const namespaces& three) {
        const ferry running({.rtt = 20ms}, [] {});
        return std::ranges::min(connect_times(three, 5)) >= 20ms ? 0 : 1;
    });
}

TEST_CASE("an answer takes exactly the round trips of slow start") {
    between_networks([](const namespaces& three) {
        constexpr auto rtt = 300ms;
        ferry running({.rtt = rtt}, [] {});
        const auto came = flights(three, rtt, std::array<std::size_t, 5>{1, 10, 11, 30, 31});
        // RFC 6928's ten segments, then two for each that is acknowledged.
        const bool exact =
            came == std::vector<std::vector<std::size_t>>{{1}, {10}, {10, 1}, {10, 20}, {10, 20, 1}};
        if (exact || running.stop().late.max() < rtt / 4) return exact ? 0 : 1;
        std::puts("SKIPPED: this machine is too busy to emulate a network");
        std::fflush(stdout);
        return cannot_run_here;
    });
}

TEST_CASE("a long transfer is not faster than the rate") {
    between_networks([](const namespaces& three) {
        ferry running({.rtt = 20ms, .down = 20'000'000, .queue_bytes = 128'000}, [] {});
        const auto second_half = bulk_transfer(three, 1'000'000);
        const auto late = running.stop().late.max();
        if (second_half.bytes < 400'000) return 1;
        return std::chrono::duration<double>(second_half.bytes * 8 / 20e6) <= second_half.time + late ? 0 : 2;
    });
}
