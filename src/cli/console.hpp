// What a run shows while it goes on: codes on standard output, messages and progress on standard error.
#pragma once

#include "cli/progress.hpp"
#include "cli/standard_output.hpp"

#include <flags/coro/task.hpp>

#include <spdlog/spdlog.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace flags::cli {

/// Keeps the three apart when they share a terminal: whatever is written finds its own line.
/// Threads: one.
class console {
public:
    console(std::size_t flags, bool shows_progress) : progress_(flags, shows_progress) {}

    void begun() noexcept { progress_.count_begun(); }
    void ended(const fetch::outcome& end) noexcept { progress_.count_ended(end); }

    /// Errors: those of standard_output.
    void code(const std::string& label) {
        progress_.make_way(out_.open_columns(), label.size() + 1);
        out_.write(label + " ");
    }

    /// Ends the line of codes with the closing line.
    void close(const std::string& line) {
        progress_.hide();
        out_.write((out_.open_columns() > 0 ? "\n" : "") + line + "\n");
    }

    template <class... Values>
    void say(spdlog::level::level_enum level, spdlog::format_string_t<Values...> text, Values&&... values) {
        if (!spdlog::should_log(level)) return;
        progress_.hide();
        out_.end_line_for_a_message();
        spdlog::log(level, text, std::forward<Values>(values)...);
    }

    /// Draws the progress from time to time, until it is cancelled, which is its normal end.
    /// Lifetime: the console outlives the task.
    [[nodiscard]] coro::task<> keep_progress();

private:
    standard_output out_;
    progress progress_;
};

} // namespace flags::cli
