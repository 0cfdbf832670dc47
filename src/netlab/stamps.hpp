// When packets arrived: the kernel's time stamps, which do not depend on when a thread wakes up.
#pragma once

#include <chrono>
#include <cstddef>
#include <span>
#include <sys/types.h>

namespace flags::netlab {

/// Makes the kernel stamp what arrives at this socket (socket(7): SO_TIMESTAMPNS).
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

/// Converts the stamps of one direction to steady_clock, which does not change when the machine's clock is set. A result is
/// never later than now and never before an earlier packet's. A stamp that is more than a second old is replaced by now.
class arrival_clock {
public:
    using clock = std::chrono::steady_clock;

    [[nodiscard]] clock::time_point next(std::chrono::nanoseconds stamp, std::chrono::nanoseconds offset,
                                         clock::time_point now) noexcept;

private:
    clock::time_point last_{clock::time_point::min()};
};

} // namespace flags::netlab
