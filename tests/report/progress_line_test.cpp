// The line of progress for states and widths.
#include "report/progress_line.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <string>

using namespace std::chrono_literals;
using namespace flags::report;

namespace {

constexpr progress_state half_way = {
    .total = 20, .begun = 15, .done = 10, .failed = 1, .bytes = 3 << 20, .elapsed = 2s};

std::string line(const progress_state& state) { return progress_line(state, any_width, false); }

} // namespace

TEST_CASE(
    "the line has the done, failed and remaining flags, the rate, the requests in flight and the bytes") {
    CHECK(line(half_way) == "10/20, 1 failed, 0:02 left, 5.0/s, 5 under way, 3.0 MiB");
    CHECK(line({.total = 20}) == "0/20, 0 under way, 0 B");
    CHECK(line({.total = 20, .begun = 20, .elapsed = 3s}) == "0/20, 20 under way, 0 B");
    CHECK(line({.total = 20, .begun = 20, .done = 20, .bytes = 1023, .elapsed = 1s}) ==
          "20/20, 20/s, 0 under way, 1023 B");
    CHECK(line({.total = 2, .begun = 2, .done = 1}) == "1/2, 1 under way, 0 B"); // no time has passed yet
}

TEST_CASE("where the total is not known, the line says neither it nor the time that is left") {
    auto state = half_way;
    state.total = 0;
    CHECK(line(state) == "10 done, 1 failed, 5.0/s, 5 under way, 3.0 MiB");
}

TEST_CASE("times, rates and sizes are written for people") {
    const auto timed = [](std::size_t total, std::chrono::seconds elapsed) {
        return progress_line({.total = total, .begun = 1, .done = 1, .elapsed = elapsed}, 23, false);
    };
    CHECK(timed(2, 59s) == "1/2, 0:59 left, 0.0/s");
    CHECK(timed(2, 60s) == "1/2, 1:00 left, 0.0/s");
    CHECK(timed(2, 3600s) == "1/2, 1:00:00 left");
    CHECK(timed(2, 359'999s) == "1/2, 99:59:59 left");
    CHECK(timed(2, 360'000s) == "1/2, 0.0/s, 0 under way");
    CHECK(timed(101, 1s) == "1/101, 1:40 left, 1.0/s");
    const auto sized = [](std::uint64_t bytes) { return line({.total = 1, .bytes = bytes}).substr(18); };
    CHECK(sized(0) == "0 B");
    CHECK(sized(1024) == "1.0 KiB");
    CHECK(sized((1 << 20) - 1) == "1.0 MiB");
    CHECK(sized(std::uint64_t{5} << 29U) == "2.5 GiB");
    CHECK(sized(std::uint64_t{1} << 52U) == "4096.0 TiB");
}

TEST_CASE("parts that do not fit are left out from the end, at any width") {
    CHECK(progress_line(half_way, 25, false) == "10/20, 1 failed");
    CHECK(progress_line(half_way, 26, false) == "10/20, 1 failed, 0:02 left");
    CHECK(progress_line(half_way, 5, false) == "10/20");
    CHECK(progress_line(half_way, 4, false).empty());
    CHECK(progress_line(half_way, 0, false).empty());
    const std::string whole = line(half_way);
    for (std::size_t width = 0; width <= whole.size() + 1; ++width) {
        const std::string cut = progress_line(half_way, width, false);
        CHECK(cut.size() <= width);
        CHECK(whole.starts_with(cut));
    }
    CHECK(progress_line(half_way, whole.size(), false) == whole);
}

TEST_CASE("failures are red where colour is wanted, and colour takes no width") {
    CHECK(progress_line(half_way, 15, true) == "10/20, \033[31m1 failed\033[0m");
    CHECK(progress_line({.total = 1}, any_width, true) == line({.total = 1}));
}
