// The programs that flags is compared with, each called as its manual says is fastest for many small files.
#pragma once

#include "bench/process.hpp"

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace flags::bench {

/// For programs that hang; far above what the slowest needs.
inline constexpr auto longest_run = std::chrono::minutes(5);

struct download {
    std::string url;
    /// Its name in the folder; the last part of the URL's path, because wget2 takes no other.
    std::string file_name;
};

struct workload {
    std::size_t count = 0;
    /// The downloads 0 to count - 1, made when they are asked for: a long list would show in the peak RSS of
    /// every program that this one starts.
    std::function<download(std::size_t)> at;
    std::size_t in_flight = 1;
    /// The authorities to trust, for https.
    std::filesystem::path cacert{};
};

struct peer {
    std::string name;
    /// Debian's package.
    std::string package;
    /// What it says of itself; empty when it is not installed.
    std::string version;
    /// Writes its list of URLs beside `folder`.
    std::function<command(const workload& what, const std::filesystem::path& folder)> start;
};

/// All of them, also those that are not installed. The first is `curl -Z --parallel-immediate`, the second
/// `curl -Z`, the third aiohttp.
[[nodiscard]] std::vector<peer> find_peers();

} // namespace flags::bench
