// When packets arrived, as the kernel noticed it and not as somebody woke up.
#pragma once

#include <chrono>
#include <cstddef>
#include <span>
#include <sys/types.h>

namespace flags::netlab {

/// Has the kernel stamp what arrives at this socket (socket(7): SO_TIMESTAMPNS).
/// Errors: machine_error.
void stamp_arrivals(int socket);

struct stamped {
    ssize_t size = 0;                    ///< of recv(2): the packet's true size, or -1 with errno
    std::chrono::nanoseconds arrived{0}; ///< CLOCK_REALTIME, since the epoch
};

/// recv(2) with MSG_TRUNC and MSG_DONTWAIT.
[[nodiscard]] stamped receive_stamped(int socket, std::span<std::byte> into) noexcept;

/// CLOCK_REALTIME, since the epoch.
[[nodiscard]] std::chrono::nanoseconds real_time() noexcept;

/// How far CLOCK_REALTIME is ahead of steady_clock at this moment.
[[nodiscard]] std::chrono::nanoseconds clock_offset() noexcept;

/// The arrivals of one direction as moments of steady_clock, which somebody setting the machine's clock does not move:
/// never later than now, never before an earlier packet's. A stamp of more than a second ago is not believed, and
/// now counts.
class arrival_clock {
public:
    using clock = std::chrono::steady_clock;

    [[nodiscard]] clock::time_point next(std::chrono::nanoseconds stamp, std::chrono::nanoseconds offset,
                                         clock::time_point now) noexcept;

private:
    clock::time_point last_{clock::time_point::min()};
};

} // namespace flags::netlab
