// Unbuffered writes.
#include "cli/standard_output.hpp"

#include "base/controls.hpp"

#include <flags/base/error.hpp>

#include <cerrno>
#include <poll.h>
#include <string>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace flags::cli {

void standard_output::write(std::string_view text) { write_exactly(without_controls(std::string(text))); }

void standard_output::write_exactly(std::string_view text) {
    const std::size_t newline = text.rfind('\n');
    open_columns_ =
        newline == std::string_view::npos ? open_columns_ + text.size() : text.size() - newline - 1;
    while (!text.empty() && !reader_gone_) {
        const ssize_t written = ::write(fd_, text.data(), text.size());
        if (written >= 0) {
            text.remove_prefix(static_cast<std::size_t>(written));
        } else if (errno == EPIPE) {
            reader_gone_ = true;
        } else if (errno == EAGAIN) { // another program made the shared terminal or pipe non-blocking
            pollfd writable{.fd = fd_, .events = POLLOUT, .revents = 0};
            ::poll(&writable, 1, -1);
        } else if (errno != EINTR) {
            const int number = errno;
            throw storage_error(number, std::string("cannot write to standard ") +
                                            (fd_ == STDERR_FILENO ? "error" : "output") + ": " +
                                            std::generic_category().message(number));
        }
    }
}

void standard_output::end_line_for_a_message() {
    if (open_columns_ == 0) return;
    struct stat codes{};
    struct stat messages{};
    if (::fstat(fd_, &codes) == 0 && ::fstat(STDERR_FILENO, &messages) == 0 &&
        codes.st_dev == messages.st_dev && codes.st_ino == messages.st_ino)
        write("\n");
}

} // namespace flags::cli
