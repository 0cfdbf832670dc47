// Time limits, tested from both sides.
#pragma once

#include <doctest/doctest.h>

#include <chrono>
#include <utility>

namespace flags::test {

/// Runs `act` and checks that it ended not before `least` and within `most`, which is generous: a busy machine has to
/// pass, and what waits for a limit that is not there has to fail. Returns what `act` returns.
template <class Act>
auto ends_within(std::chrono::nanoseconds least, std::chrono::nanoseconds most, Act&& act) {
    const auto begun = std::chrono::steady_clock::now();
    auto result = std::forward<Act>(act)();
    const auto took = std::chrono::steady_clock::now() - begun;
    // Timers count whole milliseconds of the loop's own clock.
    CHECK(took >= least - std::chrono::milliseconds(1));
    CHECK(took < most);
    return result;
}

} // namespace flags::test
