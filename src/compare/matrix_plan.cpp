// All runs that may be made, in the order in which they are worth their time; the plan is a beginning of this list. Its first
// part is one run of each cell, short ones first. Then the n-th run of a cell counts as n times its run's time, which is what
// gives all cells about the same time.
#include "compare/matrix_plan.hpp"

#include <algorithm>
#include <tuple>

namespace flags::compare {
namespace {

struct next_run {
    bool is_first;
    double rank;
    std::size_t number; // of this cell, from 1
    std::size_t cell;
};

std::vector<next_run> in_order(std::span<const double> run_seconds, std::size_t most) {
    std::vector<next_run> all;
    for (std::size_t cell = 0; cell < run_seconds.size(); ++cell)
        for (std::size_t number = 1; number <= most; ++number)
            all.push_back({.is_first = number == 1,
                           .rank = run_seconds[cell] * static_cast<double>(number),
                           .number = number,
                           .cell = cell});
    std::ranges::sort(all, {}, [](const next_run& each) {
        return std::tuple(!each.is_first, each.rank, each.number, each.cell);
    });
    return all;
}

} // namespace

bool warms_up(double run_seconds) { return run_seconds < 2; }

double time_of_runs(double run_seconds, std::size_t runs) {
    const bool has_warm_up = runs > 0 && warms_up(run_seconds);
    return run_seconds * static_cast<double>(has_warm_up ? runs + 1 : runs);
}

std::vector<std::size_t> runs_within(std::span<const double> run_seconds, std::size_t most,
                                     double available) {
    std::vector<std::size_t> runs(run_seconds.size());
    for (const auto& next : in_order(run_seconds, most)) {
        const double seconds = run_seconds[next.cell];
        available -= time_of_runs(seconds, next.number) - time_of_runs(seconds, next.number - 1);
        if (available < 0) break;
        runs[next.cell] = next.number;
    }
    return runs;
}

} // namespace flags::compare
