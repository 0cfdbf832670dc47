// TIOCGWINSZ.
#include "cli/terminal.hpp"

#include <sys/ioctl.h>

namespace flags::cli {

std::size_t columns_of_terminal(int fd) noexcept {
    winsize size{};
    return ::ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

} // namespace flags::cli
