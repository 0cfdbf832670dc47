// The same seed gives the same faults in any order, and they are distributed as asked.
#include "origin/faults.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace std::chrono_literals;
using flags::origin::fault;
using flags::origin::faults;

namespace {
bool same(const fault& a, const fault& b) { return a.is_teapot == b.is_teapot && a.delay == b.delay; }
std::string path(int i) { return "/flags/" + std::to_string(i); }
} // namespace

TEST_CASE("a fault depends on seed and path and attempt but not on the order") {
    constexpr int paths = 50;
    faults forwards(0ms, 1000ms, 0.5, 42);
    faults backwards(0ms, 1000ms, 0.5, 42);
    std::vector<fault> first;
    std::vector<fault> second;
    first.reserve(paths);
    second.reserve(paths);
    for (int i = 0; i < paths; ++i)
        first.push_back(forwards.next(path(i)));
    for (int i = 0; i < paths; ++i)
        second.push_back(forwards.next(path(i)));
    int changed = 0;
    for (int i = paths; i-- > 0;) {
        const auto index = static_cast<std::size_t>(i);
        CHECK(same(backwards.next(path(i)), first[index]));
        CHECK(same(backwards.next(path(i)), second[index]));
        changed += same(first[index], second[index]) ? 0 : 1;
    }
    CHECK(changed == paths); // a retry gets a new draw

    faults other_seed(0ms, 1000ms, 0.5, 43);
    CHECK_FALSE(same(other_seed.next(path(0)), first[0]));
}

TEST_CASE("errors and delays are distributed as asked") {
    constexpr int draws = 20'000;
    faults drawn(100ms, 300ms, 0.25, 1);
    int teapots = 0;
    std::chrono::nanoseconds sum{0};
    std::chrono::nanoseconds teapot_sum{0};
    for (int i = 0; i < draws; ++i) {
        const auto next = drawn.next(path(i % 100));
        REQUIRE(next.delay >= 100ms);
        REQUIRE(next.delay <= 300ms);
        sum += next.delay;
        if (next.is_teapot) {
            ++teapots;
            teapot_sum += next.delay;
        }
    }
    CHECK(teapots == doctest::Approx(draws / 4).epsilon(0.05));
    CHECK(static_cast<double>((sum / draws).count()) == doctest::Approx(200e6).epsilon(0.02));
    CHECK(static_cast<double>((teapot_sum / teapots).count()) == doctest::Approx(200e6).epsilon(0.04));
}

TEST_CASE("a rate of zero refuses nothing and a rate of one everything") {
    faults never(0ms, 0ms, 0, 9);
    faults always(5ms, 5ms, 1, 9);
    for (int i = 0; i < 1000; ++i) {
        CHECK(same(never.next(path(i)), {.is_teapot = false, .delay = 0ns}));
        CHECK(same(always.next(path(i)), {.is_teapot = true, .delay = 5ms}));
    }
}

TEST_CASE("paths beyond the limit are not remembered") {
    faults drawn(0ms, 1000ms, 0.5, 3);
    for (int i = 0; i < 65'535; ++i)
        (void)drawn.next(path(i));
    const auto last_remembered = drawn.next(path(65'535));
    CHECK_FALSE(same(drawn.next(path(65'535)), last_remembered));
    const auto beyond = drawn.next(path(65'536));
    CHECK(same(drawn.next(path(65'536)), beyond));
    CHECK(same(drawn.next(path(65'536)), beyond));
}

TEST_CASE("a path with a delay of its own always has it, and the others draw theirs") {
    faults drawn(100ms, 300ms, 0, 1, {{path(1), 7ms}, {path(2), 0ms}});
    for (int attempt = 0; attempt < 3; ++attempt) {
        CHECK(drawn.next(path(1)).delay == 7ms);
        CHECK(drawn.next(path(2)).delay == 0ms);
        CHECK(drawn.next(path(3)).delay >= 100ms);
    }
}
