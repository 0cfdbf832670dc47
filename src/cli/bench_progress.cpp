// ED (VT100) clears the line before it is written again.
#include "cli/bench_progress.hpp"

#include "base/controls.hpp"
#include "cli/terminal.hpp"
#include "report/text_layout.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cstdio>
#include <unistd.h>
#include <utility>

namespace flags::cli {

std::string bench_line(const bench_stage& stage, const std::string& variant, std::size_t done,
                       std::chrono::duration<double> elapsed) {
    // What has passed says more than what was expected, once there is enough of it.
    const double share = static_cast<double>(done) / static_cast<double>(stage.runs);
    const double by_rate = share > 0 ? elapsed.count() * (1 - share) / share : stage.seconds;
    const double by_plan = std::max(0.0, stage.seconds - elapsed.count());
    const double here = share * by_rate + (1 - share) * by_plan;
    const auto left = static_cast<std::size_t>(here + stage.seconds_then);
    return fmt::format("bench: {} ({} of {}), {}, run {} of {}, about {}:{:02} left", stage.row, stage.number,
                       stage.networks, variant, done + 1, stage.runs, left / 60, left % 60);
}

bench_progress::bench_progress(bench_stage stage)
    : stage_(std::move(stage)), is_live_(is_live_terminal(STDERR_FILENO)) {}

void bench_progress::begin(const std::string& variant, std::size_t done) {
    const auto line = bench_line(stage_, variant, done, std::chrono::steady_clock::now() - started_);
    if (is_live_) {
        // A column is left free, so that the cursor never hangs behind the last one.
        const auto columns = columns_of_terminal(STDERR_FILENO) - 1;
        std::fprintf(stderr, "\r\033[J%s", without_controls(report::cut(line, columns)).c_str());
    } else if (done == 0) {
        std::fprintf(stderr, "%s\n", without_controls(line).c_str());
    }
}

void bench_progress::clear() const {
    if (is_live_) std::fputs("\r\033[J", stderr);
}

} // namespace flags::cli
