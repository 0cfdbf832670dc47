// ioctl_tty(2) and environ(7).
#include "cli/terminal.hpp"

#include <cstdlib>
#include <string_view>
#include <sys/ioctl.h>
#include <unistd.h>

namespace flags::cli {
namespace {

std::string_view variable(const char* name) {
    const char* const value =
        std::getenv(name); // NOLINT(concurrency-mt-unsafe): nothing here changes the environment
    return value == nullptr ? std::string_view() : std::string_view(value);
}

} // namespace

bool is_live_terminal(int fd) {
    const auto kind = variable("TERM");
    return ::isatty(fd) == 1 && !kind.empty() && kind != "dumb";
}

bool is_colourful_terminal(int fd) { return is_live_terminal(fd) && variable("NO_COLOR").empty(); }

std::size_t columns_of_terminal(int fd) noexcept {
    winsize size{};
    return ::ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

} // namespace flags::cli
