// What a run shows while it goes on: codes on standard output, messages and progress on standard error.
#pragma once

#include "cli/progress.hpp"
#include "cli/standard_output.hpp"

#include <flags/coro/task.hpp>

#include <spdlog/spdlog.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <unistd.h>
#include <utility>

namespace flags::cli {

struct console_options {
    std::size_t flags = 0; ///< how many are wanted
    bool progress = true;
    bool quiet = false;           ///< neither codes nor a closing line
    bool codes_to_stderr = false; ///< because a report goes to standard output
};

/// Keeps the three apart when they share a terminal: whatever is written finds its own line.
/// Threads: one.
class console {
public:
    explicit console(const console_options& how)
        : quiet_(how.quiet), out_(how.codes_to_stderr ? STDERR_FILENO : STDOUT_FILENO),
          progress_(how.flags, how.progress, how.codes_to_stderr ? STDERR_FILENO : STDOUT_FILENO) {}

    void begun() noexcept { progress_.count_begun(); }
    void ended(const fetch::outcome& result) noexcept { progress_.count_ended(result); }

    /// Errors: those of standard_output.
    void code(const std::string& label) {
        if (quiet_) return;
        progress_.make_way(out_.open_columns(), label.size() + 1);
        out_.write(label + " ");
    }

    /// Ends the line of codes with the closing line.
    void close(const std::string& line) {
        progress_.hide();
        if (quiet_) return;
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
    bool quiet_;
    standard_output out_;
    progress progress_;
};

} // namespace flags::cli
