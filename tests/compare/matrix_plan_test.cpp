// Properties of every plan.
#include "compare/matrix_plan.hpp"

#include <flags/base/random.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>
#include <vector>

using namespace flags::compare;

namespace {

double whole_time(const std::vector<double>& run_seconds, const std::vector<std::size_t>& runs) {
    double sum = 0;
    for (std::size_t cell = 0; cell < runs.size(); ++cell)
        sum += time_of_runs(run_seconds[cell], runs[cell]);
    return sum;
}

// From 50 ms to 30 s.
std::vector<double> some_cells(flags::splitmix64& random) {
    std::vector<double> cells(1 + random() % 90);
    std::ranges::generate(cells, [&] {
        const double part = flags::uniform_01(random);
        return 0.05 + 30 * part * part * part;
    });
    return cells;
}

} // namespace

TEST_CASE("a plan takes no more time than there is, and more time never means fewer runs") {
    flags::splitmix64 random(1);
    for (int round = 0; round < 200; ++round) {
        const auto cells = some_cells(random);
        const std::size_t most = 1 + random() % 12;
        std::vector<std::size_t> before(cells.size());
        for (const double available : {0.0, 1.0, 10.0, 60.0, 600.0, 1e5}) {
            const auto runs = runs_within(cells, most, available);
            CHECK(whole_time(cells, runs) <= available + 1e-6);
            for (std::size_t cell = 0; cell < cells.size(); ++cell) {
                CHECK(runs[cell] >= before[cell]);
                CHECK(runs[cell] <= most);
            }
            before = runs;
        }
        CHECK(std::ranges::min(before) == most); // a day is enough for everything
    }
}

TEST_CASE("no cell has fewer runs than one that takes longer") {
    flags::splitmix64 random(2);
    for (int round = 0; round < 200; ++round) {
        auto cells = some_cells(random);
        std::ranges::sort(cells);
        const auto runs = runs_within(cells, 10, 300 * flags::uniform_01(random));
        CHECK(std::ranges::is_sorted(runs, std::ranges::greater()));
    }
}

TEST_CASE("every cell has one run before any has a second, and then all have about the same time") {
    const std::vector<double> cells{0.1, 1.5, 3, 12};
    CHECK(runs_within(cells, 5, 0.1) == std::vector<std::size_t>{0, 0, 0, 0});
    CHECK(runs_within(cells, 5, 18.1) == std::vector<std::size_t>{1, 1, 1, 0}); // 0.2 + 3 + 3
    CHECK(runs_within(cells, 5, 18.25) == std::vector<std::size_t>{1, 1, 1, 1});
    CHECK(runs_within(cells, 5, 26) == std::vector<std::size_t>{5, 3, 2, 1});
    CHECK(runs_within(cells, 5, 1e3) == std::vector<std::size_t>{5, 5, 5, 5});
    CHECK(runs_within({}, 5, 1).empty());
}

TEST_CASE("a run that takes long needs no other one before it") {
    CHECK(warms_up(0.5));
    CHECK_FALSE(warms_up(20));
    CHECK(time_of_runs(0.5, 3) == doctest::Approx(2));
    CHECK(time_of_runs(20, 3) == 60);
    CHECK(time_of_runs(0.5, 0) == 0);
}
