// recvmsg(2), cmsg(3). The kernel stamps with CLOCK_REALTIME, which may be set, so stamps are converted to steady_clock.
#include "netlab/stamps.hpp"

#include <flags/base/error.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <sys/socket.h>

namespace flags::netlab {
namespace {

std::chrono::nanoseconds duration_of(const timespec& time) {
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

} // namespace

void stamp_arrivals(int socket) {
    constexpr int yes = 1;
    if (::setsockopt(socket, SOL_SOCKET, SO_TIMESTAMPNS, &yes, sizeof yes) == 0) return;
    throw_errno<machine_error>(errno, "the network lab cannot have its packets stamped");
}

stamped receive_stamped(int socket, std::span<std::byte> into) noexcept {
    iovec place{.iov_base = into.data(), .iov_len = into.size()};
    alignas(cmsghdr) std::array<std::byte, CMSG_SPACE(sizeof(timespec))> control{};
    msghdr message{};
    message.msg_iov = &place;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    stamped result{.size = ::recvmsg(socket, &message, MSG_TRUNC | MSG_DONTWAIT)};
    if (result.size < 0) return result;
    if (const cmsghdr* const stamp = CMSG_FIRSTHDR(&message);
        stamp != nullptr && stamp->cmsg_level == SOL_SOCKET && stamp->cmsg_type == SCM_TIMESTAMPNS) {
        timespec time{};
        std::memcpy(&time, CMSG_DATA(stamp), sizeof time);
        result.arrived = duration_of(time);
    }
    return result;
}

std::chrono::nanoseconds real_time() noexcept {
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    return duration_of(now);
}

std::chrono::nanoseconds clock_offset() noexcept {
    // An interruption between two readings of the clocks makes an error of up to half its length, so the closest of a few
    // readings counts.
    constexpr std::chrono::nanoseconds close_enough = std::chrono::microseconds(1);
    std::chrono::nanoseconds offset{0};
    auto closest = std::chrono::nanoseconds::max();
    for (int attempt = 0; attempt < 5 && closest > close_enough; ++attempt) {
        const auto before = arrival_clock::clock::now();
        const auto real = real_time();
        const auto width = arrival_clock::clock::now() - before;
        if (width >= closest) continue;
        closest = width;
        offset = real - (before + width / 2).time_since_epoch();
    }
    return offset;
}

arrival_clock::clock::time_point arrival_clock::next(std::chrono::nanoseconds stamp,
                                                     std::chrono::nanoseconds offset,
                                                     clock::time_point now) noexcept {
    using namespace std::chrono_literals;
    const clock::time_point said(stamp - offset);
    last_ = std::max(last_, said <= now && said >= now - 1s ? said : now);
    return last_;
}

} // namespace flags::netlab
