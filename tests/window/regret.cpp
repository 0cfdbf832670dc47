// Runs and their medians.
#include "regret.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace simulated {

namespace window = flags::window;

namespace {

result run(const named_path& path, const work& what, window::controller& control, std::uint64_t seed,
           const std::optional<window::remembered_path>& memory = {}) {
    const origin server{.files = file_sizes(what.files, what.mean_bytes, seed),
                        .thinks_least = path.thinks_least,
                        .thinks_most = path.thinks_most};
    return download(path.over, {server}, control, seed, {memory});
}

std::optional<window::remembered_path> remember(const named_path& path, const work& what,
                                                const controllers& make, std::uint64_t seed) {
    const auto first = run(path, what, *make(), seed).memories.front();
    const auto second = run(path, what, *make(), seed + 1, first).memories.front();
    return first && second ? std::optional(merged(*first, *second)) : first;
}

} // namespace

double share_below(std::vector<double> values, double share) {
    std::ranges::sort(values);
    return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

double median_ms(const named_path& path, const work& what, const controllers& make, bool warm) {
    std::vector<double> times;
    for (std::uint64_t seed = 1; seed <= what.runs; ++seed) {
        const auto memory = warm ? remember(path, what, make, 1000 + 2 * seed) : std::nullopt;
        const result end = run(path, what, *make(), seed, memory);
        times.push_back(end.complete ? std::chrono::duration<double, std::milli>(end.all).count() : 1e12);
    }
    return share_below(times, 0.5);
}

regret measure(const named_path& path, const work& what, const std::vector<std::size_t>& constants,
               const controllers& make) {
    regret row{.name = path.name, .best_ms = HUGE_VAL};
    double all = 0;
    for (const std::size_t many : constants) {
        const double time = median_ms(path, what, [many] { return window::constant(many); });
        if (time < row.best_ms) {
            row.best_ms = time;
            row.best = many;
        }
        if (many == what.files) all = time;
    }
    row.all_at_once = all / row.best_ms;
    row.cold = median_ms(path, what, make) / row.best_ms;
    row.warm = median_ms(path, what, make, true) / row.best_ms;
    return row;
}

std::string table_of(const std::vector<regret>& rows) {
    std::string text = "                best constant  all at once  cold  warm\n";
    regret worst{.name = "the largest"};
    const auto line = [&text](const regret& row) {
        char cells[100];
        const int length =
            std::snprintf(cells, sizeof cells, "%-14s %8.0f ms %3zu %12.2f %5.2f %5.2f\n", row.name.c_str(),
                          row.best_ms, row.best, row.all_at_once, row.cold, row.warm);
        text.append(cells, static_cast<std::size_t>(length));
    };
    for (const regret& row : rows) {
        line(row);
        worst.all_at_once = std::max(worst.all_at_once, row.all_at_once);
        worst.cold = std::max(worst.cold, row.cold);
        worst.warm = std::max(worst.warm, row.warm);
    }
    line(worst);
    return text;
}

} // namespace simulated
