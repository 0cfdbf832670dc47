// ED (VT100) clears the line before it is written again.
#include "cli/run_progress.hpp"

#include "base/controls.hpp"
#include "cli/terminal.hpp"
#include "report/text_layout.hpp"

#include <spdlog/fmt/fmt.h>

#include <cstdio>
#include <unistd.h>
#include <utility>

namespace flags::cli {

using namespace std::chrono_literals;

run_progress::run_progress(std::vector<std::string> names, std::size_t most, bool at_most)
    : names_(std::move(names)), most_(most), at_most_(at_most), is_live_(is_live_terminal(STDERR_FILENO)) {}

void run_progress::begin(std::size_t variant, std::size_t done) {
    const auto now = clock::now();
    const auto text = line(variant, done, now - started_);
    if (is_live_) {
        // A column is left free, so that the cursor never hangs behind the last one.
        const auto columns = columns_of_terminal(STDERR_FILENO) - 1;
        std::fprintf(stderr, "\r\033[J%s", without_controls(report::cut(text, columns)).c_str());
    } else if (now - told_ >= 5s) {
        std::fprintf(stderr, "%s\n", without_controls(text).c_str());
        told_ = now;
    }
}

void run_progress::clear() const {
    if (is_live_) std::fputs("\r\033[J", stderr);
}

std::string run_progress::line(std::size_t variant, std::size_t done, clock::duration elapsed) const {
    auto text = fmt::format("compare: run {} of {}{}, {}", done + 1, at_most_ ? "at most " : "", most_,
                            names_.at(variant));
    if (done > 0) {
        const auto left = elapsed / done * (most_ - done);
        text += fmt::format(", {} {} s left", at_most_ ? "at most" : "about",
                            std::chrono::ceil<std::chrono::seconds>(left).count());
    }
    return text;
}

} // namespace flags::cli
