// TCP segments that were sent before, as whoever carries them sees it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <unordered_map>

namespace flags::netlab {

/// Counts the segments of one direction with sequence numbers that their connection has had before (RFC 9293, section 3.4), also
/// SYN and FIN, which have one each. Empty ones, such as acknowledgements, have none.
/// Units/limits: 65,536 connections, of each the highest number; with the next one all are forgotten, so that some that
/// are sent again then do not count.
/// Threads: one at a time.
class resent_segments {
public:
    /// `packet` is IPv4, of the connection with this key (flow_of()). What is no whole TCP header is not looked at.
    void note(std::uint64_t flow, std::span<const std::byte> packet);

    [[nodiscard]] std::uint64_t count() const noexcept { return count_; }

private:
    std::unordered_map<std::uint64_t, std::uint32_t> next_; // by connection: the number after the highest
    std::uint64_t count_ = 0;
};

} // namespace flags::netlab
