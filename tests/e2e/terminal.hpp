// A terminal to run programs on: a pseudo-terminal and the part of a VT100 that they need.
#pragma once

#include "e2e/flags_program.hpp"

#include <flags/base/unique_fd.hpp>

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace flags::test {

/// Owns: both ends of the pseudo-terminal, so that what was written stays there after the program has ended.
/// Threads: one at a time.
class terminal {
public:
    terminal(std::size_t rows, std::size_t columns);

    /// `what` with standard error, and with `redirections` also more, on this terminal: "exec \"$@\" REDIRECTIONS".
    [[nodiscard]] process::command attached(process::command what, const std::string& redirections) const;
    [[nodiscard]] const std::string& path() const noexcept { return path_; }

    /// Only the size that programs see, as when a window is made narrower while it shows short lines.
    void resize(std::size_t columns);

    /// Reads until `condition`, which sees the screen after each byte; fails the test when it stays away for a minute.
    void wait_until(const std::function<bool()>& condition);
    /// Reads what is there.
    void drain();

    /// The line that is `row`-th from the top, without spaces at its end.
    [[nodiscard]] std::string row(std::size_t number) const;
    /// All of them, joined, without empty ones at the end.
    [[nodiscard]] std::string screen() const;
    [[nodiscard]] bool shows(std::string_view text) const { return screen().contains(text); }

    /// Everything that was ever written, control sequences too.
    [[nodiscard]] const std::string& written() const noexcept { return written_; }

private:
    void show(char byte);
    void show_sequence(char last);
    void next_line();

    unique_fd program_side_;
    unique_fd our_side_;
    std::string path_;
    std::size_t columns_;
    std::vector<std::string> rows_;
    std::size_t row_ = 0;
    std::size_t column_ = 0; // columns_ when it hangs behind the last one
    std::size_t saved_row_ = 0;
    std::size_t saved_column_ = 0;
    std::string sequence_; // begun and not ended
    std::string unread_;
    std::string written_;
};

} // namespace flags::test
