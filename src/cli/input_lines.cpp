// Pieces of any size become lines.
#include "cli/input_lines.hpp"

#include <flags/aio/input.hpp>
#include <flags/base/error.hpp>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <string_view>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace flags::cli {

namespace {

constexpr std::size_t piece = std::size_t{64} << 10U;

// Opening a FIFO would wait for its writer, and no signal would end that: input waits for it, which can be called off.
unique_fd open_input(const std::string& path) {
    unique_fd fd(path == "-" ? ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
                             : ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!fd) {
        const int failed = errno;
        throw storage_error(failed, "cannot read lines from " + path + ": " +
                                        std::generic_category().message(failed));
    }
    return fd;
}

} // namespace

coro::async_generator<std::string> lines_of(std::string path, std::size_t most) {
    aio::input input(open_input(path));
    std::string line;
    while (true) {
        const std::string bytes = co_await input.read(piece);
        std::string_view rest = bytes;
        for (auto end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
            line += rest.substr(0, std::min(end, most - line.size()));
            rest.remove_prefix(end + 1);
            co_yield std::exchange(line, {});
        }
        line += rest.substr(0, most - line.size());
        if (!bytes.empty()) continue;
        if (!line.empty()) co_yield std::move(line);
        co_return;
    }
}

} // namespace flags::cli
