// Byte for byte what a VT100 does with the few sequences that are known here; an unknown one fails the test.
#include "e2e/terminal.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <chrono>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <utility>

namespace flags::test {

terminal::terminal(std::size_t rows, std::size_t columns) : columns_(columns), rows_(rows) {
    int ours = -1;
    int programs = -1;
    std::array<char, 64> name{};
    REQUIRE(::openpty(&ours, &programs, name.data(), nullptr, nullptr) == 0);
    our_side_ = unique_fd(ours);
    program_side_ = unique_fd(programs);
    REQUIRE(::fcntl(ours, F_SETFD, FD_CLOEXEC) == 0);
    REQUIRE(::fcntl(programs, F_SETFD, FD_CLOEXEC) == 0);
    path_ = name.data();
    resize(columns);
}

process::command terminal::attached(process::command what, const std::string& redirections) const {
    what.argv.insert(what.argv.begin() + 3, {"sh", "-c", "exec \"$@\" 2>" + path_ + redirections, "sh"});
    what.environment.emplace_back("TERM=xterm");
    return what;
}

void terminal::resize(std::size_t columns) {
    const winsize size{.ws_row = static_cast<unsigned short>(rows_.size()),
                       .ws_col = static_cast<unsigned short>(columns),
                       .ws_xpixel = 0,
                       .ws_ypixel = 0};
    REQUIRE(::ioctl(our_side_.get(), TIOCSWINSZ, &size) == 0);
    columns_ = columns;
}

void terminal::wait_until(const std::function<bool()>& condition) {
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    while (!condition()) {
        if (unread_.empty()) {
            pollfd readable{.fd = our_side_.get(), .events = POLLIN, .revents = 0};
            REQUIRE(::poll(&readable, 1, 1000) >= 0);
            if ((readable.revents & POLLIN) != 0) {
                std::array<char, 4096> bytes{};
                const ssize_t count = ::read(our_side_.get(), bytes.data(), bytes.size());
                REQUIRE(count > 0);
                unread_.assign(bytes.data(), static_cast<std::size_t>(count));
            }
            CAPTURE(screen());
            REQUIRE(std::chrono::steady_clock::now() < give_up);
            continue;
        }
        show(unread_.front());
        written_ += unread_.front();
        unread_.erase(0, 1);
    }
}

void terminal::drain() {
    wait_until([&] {
        pollfd readable{.fd = our_side_.get(), .events = POLLIN, .revents = 0};
        return unread_.empty() && ::poll(&readable, 1, 0) == 0;
    });
}

std::string terminal::row(std::size_t number) const {
    std::string text = rows_.at(number);
    text.erase(text.find_last_not_of(' ') + 1);
    return text;
}

std::string terminal::screen() const {
    std::string text;
    for (std::size_t number = 0; number < rows_.size(); ++number)
        text += row(number) + "\n";
    text.erase(text.find_last_not_of('\n') + 1);
    return text;
}

void terminal::next_line() {
    if (row_ + 1 < rows_.size()) {
        ++row_;
    } else {
        std::ranges::rotate(rows_, rows_.begin() + 1);
        rows_.back().clear();
    }
}

void terminal::show(char byte) {
    if (!sequence_.empty() || byte == '\033') {
        sequence_ += byte;
        const bool is_long = sequence_.size() > 1 && sequence_[1] == '[';
        if (is_long ? sequence_.size() > 2 && std::isalpha(static_cast<unsigned char>(byte)) != 0
                    : sequence_.size() == 2)
            show_sequence(byte);
        return;
    }
    switch (byte) {
    case '\r':
        column_ = 0;
        return;
    case '\n':
        next_line();
        return;
    case '\b':
        column_ = std::min(column_, columns_ - 1) - (column_ > 0 ? 1 : 0);
        return;
    default:
        break;
    }
    if (column_ >= columns_) {
        next_line();
        column_ = 0;
    }
    std::string& line = rows_[row_];
    if (line.size() <= column_) line.resize(column_ + 1, ' ');
    line[column_++] = byte;
}

void terminal::show_sequence(char last) {
    const std::string sequence = std::exchange(sequence_, {}).substr(1);
    // Also those that forget that the cursor hangs behind the last column, as terminals do.
    if (sequence != "7" && sequence != "8" && last != 'm') column_ = std::min(column_, columns_ - 1);
    if (sequence == "[J") {
        rows_[row_].resize(std::min(rows_[row_].size(), column_));
        for (std::size_t below = row_ + 1; below < rows_.size(); ++below)
            rows_[below].clear();
    } else if (sequence == "D") {
        next_line();
    } else if (sequence == "M") {
        REQUIRE(row_ > 0);
        --row_;
    } else if (sequence == "7") {
        saved_row_ = row_;
        saved_column_ = column_;
    } else if (sequence == "8") {
        row_ = saved_row_;
        column_ = saved_column_;
    } else {
        CAPTURE(sequence);
        REQUIRE(last == 'm');
    }
}

} // namespace flags::test
