// What earlier runs learned of all paths, and its form in a file.
#pragma once

#include <flags/window/remembered_path.hpp>
#include <flags/window/units.hpp>

#include <compare>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace flags::window {

/// Names a path. Both are the caller's words, printable ASCII.
struct path_key {
    std::string network; ///< where this machine is
    std::string origin;  ///< where answers come from, and through which proxy

    [[nodiscard]] auto operator<=>(const path_key&) const = default;
};

/// Units/limits: at most `most_paths`, whose names have at most `longest_name` bytes; the oldest give way.
/// Threads: one at a time.
class path_memory {
public:
    using time_point = remembered_path::wall_clock::time_point;

    static constexpr std::size_t most_paths = 256;
    static constexpr std::size_t longest_name = 300;

    /// What to begin with; see recalled().
    [[nodiscard]] std::optional<remembered_path> recall(const path_key& which, time_point now) const;

    /// What an origin that is new on this network may expect: the best rate that another one had, of those that are not
    /// near. Unknown when there is none.
    [[nodiscard]] bit_rate expected_rate(std::string_view network, time_point now) const;

    /// Adds what a run has seen: merged() with what was known, unless that was another network. A limit that the
    /// run had from this memory is as old as before. What has expired goes. A name that is too long is not kept.
    void learn(const path_key& which, remembered_path seen, time_point now);

    /// Puts an entry there as it is.
    void put(const path_key& which, const remembered_path& entry);

    /// Forgets the paths to an origin, with whatever proxy; says how many there were.
    std::size_t forget(std::string_view origin);

    [[nodiscard]] const std::map<path_key, remembered_path>& paths() const noexcept { return paths_; }
    [[nodiscard]] bool operator==(const path_memory&) const = default;

private:
    std::map<path_key, remembered_path> paths_;
};

/// What stands between an origin and its proxy in a path_key.
inline constexpr std::string_view by_proxy = " via ";

/// JSON: `schema` (an integer, raised when a field changes its meaning) and `paths`, each with its names, `rate_bps`,
/// `round_trip_s`, `answer_bytes`, `server_time_s`, `syn_ack_gap_s`, `at_most`, and in seconds since 1970 `at_most_since_s`
/// and `saved_s`. What is not known is null.
[[nodiscard]] std::string to_json(const path_memory& memory);

/// Reads what to_json wrote; nothing when `text` is something else. Entries whose figures cannot be true are left out.
/// Units/limits: depth and number of entries are bounded here, the length of the text by the caller.
[[nodiscard]] std::optional<path_memory> parse_path_memory(std::string_view text);

} // namespace flags::window
