// poll(2) and read(2) on a worker, which a wake_event calls back.
#include "base/wake_event.hpp"

#include <flags/aio/input.hpp>
#include <flags/aio/to_thread.hpp>
#include <flags/base/error.hpp>
#include <flags/coro/cancelled.hpp>

#include <array>
#include <cerrno>
#include <optional>
#include <poll.h>
#include <stop_token>
#include <unistd.h>
#include <utility>

namespace flags::aio {

namespace {

using shared_fd = std::shared_ptr<const unique_fd>;
using shared_event = std::shared_ptr<const wake_event>;

// Nothing when it was called back first.
std::optional<std::string> read_when_ready(const shared_fd& from, const shared_event& called_back,
                                           std::size_t most) {
    std::array<pollfd, 2> ends{{{.fd = called_back->fd(), .events = POLLIN, .revents = 0},
                                {.fd = from->get(), .events = POLLIN, .revents = 0}}};
    std::string bytes(most, '\0');
    while (true) {
        const int ready = ::poll(ends.data(), ends.size(), -1);
        if (ready < 0 && errno != EINTR) throw_errno<storage_error>(errno, "poll: cannot read the input");
        if (ready <= 0) continue;
        if (ends[0].revents != 0) return std::nullopt;
        const ssize_t count = ::read(from->get(), bytes.data(), bytes.size());
        if (count >= 0) {
            bytes.resize(static_cast<std::size_t>(count));
            return bytes;
        }
        // EAGAIN: another process that shares the descriptor has read first.
        if (errno != EINTR && errno != EAGAIN)
            throw_errno<storage_error>(errno, "read: cannot read the input");
    }
}

// Calls the worker back when the wait ends, however it ends.
class end_of_wait {
public:
    end_of_wait() = default;
    end_of_wait(const end_of_wait&) = delete;
    end_of_wait& operator=(const end_of_wait&) = delete;
    ~end_of_wait() { signal(); }
    void signal() const noexcept { event_->set(); }
    [[nodiscard]] const shared_event& event() const noexcept { return event_; }

private:
    shared_event event_ =
        std::make_shared<const wake_event>(); // shared with the worker, which may outlive the wait
};

} // namespace

input::input(unique_fd from) : fd_(std::make_shared<unique_fd>(std::move(from))) {}

coro::task<std::string> input::read(std::size_t most) {
    const std::stop_token stop = co_await coro::this_stop_token();
    const end_of_wait end;
    const std::stop_callback on_stop(stop, [&end]() noexcept { end.signal(); });
    auto bytes = co_await to_thread(read_when_ready, fd_, end.event(), most);
    if (!bytes) throw coro::cancelled{};
    co_return std::move(*bytes);
}

} // namespace flags::aio
