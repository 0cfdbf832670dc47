// The line on standard error that says how far a run has come.
#pragma once

#include "report/progress_line.hpp"

#include <flags/fetch/outcome.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace flags::cli {

/// On a terminal one line that is drawn again and again; elsewhere a line of its own now and then, so that a short run
/// leaves no trace in a log. While codes stand on an open line of the same terminal it is drawn below them and the cursor
/// stays with the codes, so that these need not make room for it.
///
/// Counting costs an addition for each file; everything else is done when it is drawn.
/// Threads: one.
class progress {
public:
    /// How standard error shows it is decided here: not at all unless `wanted`; live on a terminal that can move its cursor
    /// (TERM is set and not "dumb"), in colour unless NO_COLOR is set and not empty (no-color.org).
    /// `codes_fd` is where codes go: to the same terminal, perhaps.
    progress(std::size_t total, bool wanted, int codes_fd);
    progress(const progress&) = delete;
    progress& operator=(const progress&) = delete;
    ~progress() { hide(); }

    void count_begun() noexcept { ++state_.begun; }
    void count_ended(const fetch::outcome& result) noexcept;

    /// The time between two draws: 100 ms live, 5 s elsewhere; none when there is nothing to draw.
    [[nodiscard]] std::chrono::milliseconds period() const noexcept;

    /// Whether it is lines of a log, and not one line of a terminal.
    [[nodiscard]] bool is_plain() const noexcept { return style_ == style::plain; }

    /// `open_columns`: what stands on the open line of standard output. The terminal's width is asked for each time.
    void draw(std::size_t open_columns);

    /// Removes the line, before something else is written to its terminal.
    void hide() noexcept;

    /// The same for a text that goes to standard output behind `open_columns` others, only if it would run into the line.
    void make_way(std::size_t open_columns, std::size_t size) noexcept;

private:
    enum class style : std::uint8_t { none, plain, live };
    enum class place : std::uint8_t { nowhere, here, below };

    void put(std::string_view bytes) noexcept;

    style style_ = style::none;
    bool is_colourful_ = false;
    bool shares_terminal_ = false; // with standard output
    place place_ = place::nowhere;
    std::size_t width_ = 0; // when it was drawn
    std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
    report::progress_state state_;
};

} // namespace flags::cli
