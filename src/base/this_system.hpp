// What is asked of Linux alone, by names that a port to another system implements anew.
#pragma once

#include <flags/base/unique_fd.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>

namespace flags {

/// Names this boot of this kernel (random(4)). Errors: machine_error when /proc cannot be read.
[[nodiscard]] std::string boot_id();

/// The file of the program that runs. Errors: machine_error.
[[nodiscard]] std::filesystem::path this_program();

/// A path by which the same user's programs can open a descriptor of the process `owner`.
[[nodiscard]] std::string path_of_descriptor(pid_t owner, int descriptor);

/// A file in memory, in no folder; it ends with its last descriptor, and nobody can change it. `name` is for people who list descriptors.
/// Errors: machine_error.
[[nodiscard]] unique_fd memory_file(const char* name, std::string_view content);

/// A counter of TCP in the network of the calling thread, counted since that network was made: "ActiveOpens" are the
/// connections opened, "RetransSegs" the segments sent again (RFC 4022). `snmp` is the kernel's table.
/// Errors: machine_error when the table has no such counter.
[[nodiscard]] std::uint64_t tcp_counter(std::string_view name,
                                        const std::filesystem::path& snmp = "/proc/thread-self/net/snmp");

/// The kernel's smoothed round trip of a TCP connection; right after connecting it is that of the handshake. Nothing when
/// the descriptor is no such connection.
[[nodiscard]] std::optional<std::chrono::microseconds> tcp_round_trip(int descriptor);

/// All bytes that a TCP connection has brought, whoever has read them. Nothing when the kernel does not tell.
[[nodiscard]] std::optional<std::uint64_t> tcp_bytes_received(int descriptor);

struct hardware {
    std::string cpu_model;
    int usable_cores = 0; ///< by this process; a container may hold fewer than the machine has
    double memory_bytes = 0;
};

[[nodiscard]] hardware this_hardware();

/// The first "model name" of a /proc/cpuinfo text; "unknown CPU" when it has none, as on some architectures.
[[nodiscard]] std::string cpu_model(std::string_view cpuinfo);

} // namespace flags
