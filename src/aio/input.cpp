// poll(2) and read(2) on a worker, which an eventfd calls back.
#include <flags/aio/input.hpp>
#include <flags/aio/to_thread.hpp>
#include <flags/base/error.hpp>
#include <flags/coro/cancelled.hpp>

#include <array>
#include <cerrno>
#include <optional>
#include <poll.h>
#include <stop_token>
#include <string_view>
#include <sys/eventfd.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace flags::aio {

namespace {

using shared_fd = std::shared_ptr<const unique_fd>;

[[noreturn]] void refuse(std::string_view call) {
    const int failed = errno;
    throw storage_error(failed, std::string(call) +
                                    ": cannot read the input: " + std::generic_category().message(failed));
}

// Nothing when it was called back first.
std::optional<std::string> read_when_ready(const shared_fd& from, const shared_fd& called_back,
                                           std::size_t most) {
    std::array<pollfd, 2> ends{{{.fd = called_back->get(), .events = POLLIN, .revents = 0},
                                {.fd = from->get(), .events = POLLIN, .revents = 0}}};
    std::string bytes(most, '\0');
    while (true) {
        const int ready = ::poll(ends.data(), ends.size(), -1);
        if (ready < 0 && errno != EINTR) refuse("poll");
        if (ready <= 0) continue;
        if (ends[0].revents != 0) return std::nullopt;
        const ssize_t count = ::read(from->get(), bytes.data(), bytes.size());
        if (count >= 0) {
            bytes.resize(static_cast<std::size_t>(count));
            return bytes;
        }
        // EAGAIN: somebody else who shares the descriptor was faster.
        if (errno != EINTR && errno != EAGAIN) refuse("read");
    }
}

// Calls the worker back when the wait ends, however it ends.
class bell {
public:
    bell() : fd_(std::make_shared<unique_fd>(::eventfd(0, EFD_CLOEXEC))) {
        if (!*fd_) refuse("eventfd");
    }
    bell(const bell&) = delete;
    bell& operator=(const bell&) = delete;
    ~bell() { ring(); }
    void ring() const noexcept { (void)::eventfd_write(fd_->get(), 1); } // cannot fail before 2^64 - 1 rings
    [[nodiscard]] const shared_fd& fd() const noexcept { return fd_; }

private:
    shared_fd fd_;
};

} // namespace

input::input(unique_fd from) : fd_(std::make_shared<unique_fd>(std::move(from))) {}

coro::task<std::string> input::read(std::size_t most) {
    const std::stop_token stop = co_await coro::this_stop_token();
    const bell end;
    const std::stop_callback on_stop(stop, [&end]() noexcept { end.ring(); });
    auto bytes = co_await to_thread(read_when_ready, fd_, end.fd(), most);
    if (!bytes) throw coro::cancelled{};
    co_return std::move(*bytes);
}

} // namespace flags::aio
