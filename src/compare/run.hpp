// What is known of one run, and of each request that a run of flags made.
#pragma once

#include "compare/turns.hpp"

#include <flags/window/state.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace flags::compare {

/// HAR's phases and the others of flags' own report, in milliseconds.
struct phase_times {
    double blocked = 0;
    double dns = 0;
    double connect = 0; ///< with ssl
    double ssl = 0;
    double send = 0;
    double wait = 0;
    double receive = 0;
    double redirect = 0;
    double total = 0;
};
inline constexpr std::array phase_names{
    std::pair("blocked", &phase_times::blocked), std::pair("dns", &phase_times::dns),
    std::pair("connect", &phase_times::connect), std::pair("ssl", &phase_times::ssl),
    std::pair("send", &phase_times::send),       std::pair("wait", &phase_times::wait),
    std::pair("receive", &phase_times::receive), std::pair("redirect", &phase_times::redirect),
    std::pair("total", &phase_times::total)};

/// One attempt at one flag. A field without a value is not known.
struct request {
    std::string code{};
    std::string url{};
    std::string
        outcome{}; ///< "ok", "not_found", "failed", "cancelled"; "retried" when another attempt followed
    std::size_t attempt = 1; ///< of this flag, from 1
    std::optional<int> status{};
    std::string started{}; ///< RFC 3339
    double start_ms = 0;   ///< since the run's report began; in a waterfall since its program was started
    std::optional<int> connection{}; ///< the local port; in a waterfall 1, 2, 3 in order of first use
    std::optional<bool> reused_connection{};
    phase_times timings{};
    std::uintmax_t bytes = 0;
    std::optional<double> ideal_ms{}; ///< the least time for it on this network; in a waterfall
    std::optional<std::string> http_version{};
    std::optional<std::string> remote_ip{};
};

/// What an automatic number of requests was made of, at one moment.
struct window_row {
    double ms = 0; ///< since the run's report began; in a waterfall since its program was started
    window::state figures{};
};

/// A run as flags itself reports it.
struct own_report {
    double started_ms = 0; ///< since 1970
    std::vector<request> requests{};
    std::vector<window_row> window{}; ///< towards the first origin; none of a constant number
};

/// A run as it was measured, before it is judged.
struct sample {
    std::size_t program = 0; ///< index
    std::size_t block = 0;   ///< 0 is the warm-up
    std::size_t position = 0;
    double spawned_ms = 0; ///< since 1970
    double wall_s = 0;
    double cpu_s = 0;
    goal found{};
    std::optional<std::uint64_t> connections{}; ///< opened, as the kernel counted
    std::optional<std::uint64_t> dropped{};     ///< packets, by the queue towards the client, in the lab
    std::optional<std::uint64_t> resent{};      ///< TCP segments that the server sent again, in the lab
    std::string fault{};                        ///< why its program failed; else empty
    std::optional<own_report> report{};         ///< of flags
};

/// A run in the result.
struct run {
    std::size_t block = 0;
    std::size_t position = 0;
    double wall_s = 0;
    double cpu_s = 0;
    std::optional<std::uint64_t> connections{};
    std::optional<std::size_t> retries{};
    std::optional<std::uint64_t> dropped{};
    std::optional<std::uint64_t> resent{};
    std::string failure{}; ///< empty when it counts
};

/// What was on its way to the client at one moment; it holds until the next.
struct path_row {
    double ms = 0;               ///< since the program was started
    std::uint64_t in_flight = 0; ///< bytes
    std::uint64_t queued = 0;    ///< of these, in the queue
    std::uint64_t dropped = 0;   ///< packets, by the queue, since the run began
};

/// The requests of one run, in the order in which they began.
struct waterfall {
    std::size_t block = 0;
    double wall_s = 0;
    std::vector<request> requests{};
    std::vector<window_row> window{};
    std::vector<path_row> path{}; ///< in the lab
};

} // namespace flags::compare
