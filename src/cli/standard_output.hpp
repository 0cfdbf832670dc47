// Standard output as the book's programs use it: short pieces, each visible at once.
#pragma once

#include <cstddef>
#include <string_view>
#include <unistd.h>

namespace flags::cli {

/// Writes through, without a buffer. When the reader has gone (`flags | head -c 3`) the rest is dropped without
/// an error: the files matter. Errors: storage_error when standard output cannot take the
/// bytes for any other reason (a full disk).
class standard_output {
public:
    /// With STDERR_FILENO it is what takes the place of standard output when that has a report.
    explicit standard_output(int fd = STDOUT_FILENO) noexcept : fd_(fd) {}

    /// Text, of which nothing acts on a terminal.
    void write(std::string_view text);
    /// A report for programs, or text with control sequences of our own and none of a stranger's.
    void write_exactly(std::string_view text);

    /// Ends a line of codes that is still open if standard error goes to the same terminal, pipe or file (2>&1), so that
    /// a message starts on its own line.
    void end_line_for_a_message();

    /// How many characters stand on the line that is not ended yet.
    [[nodiscard]] std::size_t open_columns() const noexcept { return open_columns_; }

    /// Whoever read has left: what is written now goes nowhere.
    [[nodiscard]] bool reader_gone() const noexcept { return reader_gone_; }

private:
    int fd_;
    bool reader_gone_ = false;
    std::size_t open_columns_ = 0;
};

} // namespace flags::cli
