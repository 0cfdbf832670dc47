// Control sequences of the VT100, which every terminal of today knows: ED (erase below), IND and RI (one line down, one
// up, scrolling), DECSC and DECRC (save and restore the cursor).
#include "cli/progress.hpp"

#include "cli/terminal.hpp"

#include <spdlog/spdlog.h>

#include <cerrno>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

namespace flags::cli {

namespace {

using namespace std::chrono_literals;

constexpr std::string_view erase_below = "\033[J";
// On a full line the cursor hangs behind the last column, and what is sent there differs by terminal. A space and a step
// back bring it to the next line, and change nothing anywhere else.
constexpr std::string_view settle_cursor = " \b";

bool is_same_terminal(int one, int other) {
    struct stat first{};
    struct stat second{};
    return ::isatty(one) == 1 && ::isatty(other) == 1 && ::fstat(one, &first) == 0 &&
           ::fstat(other, &second) == 0 && first.st_rdev == second.st_rdev;
}

bool is_full(std::size_t open_columns, std::size_t width) {
    return open_columns > 0 && open_columns % width == 0;
}

} // namespace

progress::progress(std::size_t total, bool wanted, int codes_fd) {
    state_.total = total;
    if (!wanted) return;
    const bool is_live = is_live_terminal(STDERR_FILENO);
    style_ = is_live ? style::live : style::plain;
    is_colourful_ = is_colourful_terminal(STDERR_FILENO);
    shares_terminal_ = is_live && is_same_terminal(codes_fd, STDERR_FILENO);
}

void progress::count_ended(const fetch::outcome& result) noexcept {
    ++state_.done;
    if (result.kind == fetch::outcome_kind::ok)
        state_.bytes += result.last.bytes;
    else
        ++state_.failed;
}

std::chrono::milliseconds progress::period() const noexcept {
    return style_ == style::live ? 100ms : style_ == style::plain ? 5s : 0ms;
}

void progress::draw(std::size_t open_columns) {
    state_.elapsed = std::chrono::steady_clock::now() - started_;
    if (style_ == style::plain) {
        spdlog::warn(report::progress_line(state_, report::any_width, false));
        return;
    }
    if (!shares_terminal_) open_columns = 0;
    width_ = columns_of_terminal(STDERR_FILENO);
    std::string bytes;
    if (open_columns == 0) bytes += '\r';
    if (is_full(open_columns, width_)) bytes += settle_cursor;
    bytes += erase_below;
    // A column is left free, so that the cursor never hangs behind the last one.
    const std::string text = report::progress_line(state_, width_ - 1, is_colourful_);
    if (open_columns == 0)
        bytes += text + "\r";
    else
        bytes += "\033D\033M\0337\r\n" + text + "\0338";
    place_ = open_columns == 0 ? place::here : place::below;
    put(bytes);
}

void progress::hide() noexcept {
    if (place_ == place::here) put("\r");
    if (place_ != place::nowhere) put(erase_below);
    place_ = place::nowhere;
}

void progress::make_way(std::size_t open_columns, std::size_t size) noexcept {
    if (!shares_terminal_ || place_ == place::nowhere) return;
    if (place_ == place::below) {
        if (is_full(open_columns, width_))
            put(settle_cursor);
        else if (open_columns % width_ + size <= width_)
            return;
    }
    hide();
}

void progress::put(std::string_view bytes) noexcept {
    // What does not go out at once stays out: the line is drawn again soon, and a terminal that has gone away is told by
    // what matters, the codes.
    while (::write(STDERR_FILENO, bytes.data(), bytes.size()) < 0 && errno == EINTR) {
    }
}

} // namespace flags::cli
