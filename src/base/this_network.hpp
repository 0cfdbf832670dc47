// Which network this machine is connected to, so that it is known again.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace flags {

/// The way out of a network, as the kernel's tables say it.
struct way_out {
    std::string interface;
    std::string
        gateway_mac{}; ///< "02:00:00:00:00:01"; empty when the gateway has none, or it is not known yet
};

/// The default route with the least metric: `routes` is the text of /proc/net/route, `neighbours` that of /proc/net/arp. None
/// when there is no default route over IPv4.
[[nodiscard]] std::optional<way_out> default_way_out(std::string_view routes, std::string_view neighbours);

/// A name for the network of the calling thread: the hardware address of its default gateway; where there is none, the
/// interface and its address, of which the first 24 bits (IPv6: 64) count: "eth0 192.0.2.0/24". Printable ASCII. None
/// without a network.
/// `tables` is where the kernel's are.
[[nodiscard]] std::optional<std::string>
network_name(const std::filesystem::path& tables = "/proc/thread-self/net");

} // namespace flags
