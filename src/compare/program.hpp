// The programs that can take part in a comparison, each called as its manual says is fastest for many small files.
#pragma once

#include "process/child.hpp"

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace flags::compare {

/// A program that takes longer hangs: the slowest one needs far less.
inline constexpr std::chrono::milliseconds longest_run = std::chrono::minutes(5);

struct download {
    std::string url;
    /// Its name in the folder; the last part of the URL's path, because wget2 takes no other.
    std::string file_name;
};

struct workload {
    std::size_t count = 0;
    /// The downloads 0 to count - 1, made when they are asked for: a long list in memory would add to the peak RSS
    /// of every program that this one starts.
    std::function<download(std::size_t)> at;
    std::size_t in_flight = 1;
    /// PEM of the authorities to trust for https; empty: the system's.
    std::filesystem::path cacert{};
    /// A program that takes longer is killed.
    std::chrono::milliseconds time_limit = longest_run;
};

/// How a program uses connections, from which its limit follows.
enum class concurrency : unsigned char { one_new_each, one_kept, many };

/// How many requests a program makes at once.
struct at_once {
    std::size_t most = 1;
    bool automatic = false; ///< as many as it finds right, up to `most`
    [[nodiscard]] bool operator==(const at_once&) const = default;
};

struct program {
    std::string name;
    /// Debian's package; empty for a program that comes from elsewhere.
    std::string package{};
    /// What the program prints as its version; empty when it is not installed or not known.
    std::string version{};
    /// For people: how it is called, without what differs from run to run.
    std::vector<std::string> command{};
    /// The command that downloads `what` into `folder`, which exists and is empty. It may write beside it, not in it.
    std::function<process::command(const workload& what, const std::filesystem::path& folder)> start{};
    /// A mode of flags, which writes a report, FOLDER.json; else a peer.
    bool is_flags = false;
    concurrency manner = concurrency::many;
    std::optional<at_once> number{};        ///< none: one at a time, or a peer's own
    std::optional<std::size_t> most_runs{}; ///< fewer than the settings say
    bool warms_up = true;
};

/// "4", or "auto".
[[nodiscard]] std::string show(const at_once& number);

/// curl -Z with and without --parallel-immediate, aria2c, wget2, in this order; also those that are not installed.
[[nodiscard]] std::vector<program> command_line_peers();

/// A shell command in which {urls} stands for all URLs, {list} for a file with one on each line, {dir} for the folder.
[[nodiscard]] program shell_peer(const std::string& name, const std::string& command);

/// Writes a list beside `folder`, one entry for each download, and returns its path.
/// Errors: storage_error.
[[nodiscard]] std::filesystem::path write_list(const workload& what, const std::filesystem::path& folder,
                                               const std::function<std::string(const download&)>& entry);

} // namespace flags::compare
