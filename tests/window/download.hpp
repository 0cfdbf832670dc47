// A whole download, packet by packet: servers, connections and a client that asks a controller what to do.
#pragma once

#include "netlab/conditions.hpp"
#include "simulation.hpp"

#include <flags/window/controller.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace simulated {

/// A server with its files, behind the link that all of them share.
struct origin {
    std::vector<std::size_t> files; ///< bytes of each body
    nanoseconds farther{0};         ///< round trip beyond the link's
    nanoseconds thinks_least{0};    ///< before each answer
    nanoseconds thinks_most{0};
    std::optional<std::size_t> serves_at_most{}; ///< requests at once; it answers 429 to more
};

struct network {
    flags::netlab::conditions path{};
    std::size_t bulk_downloads = 0; ///< of another program, running for 10 s when ours begins
    bool tells_round_trips = true;  ///< TCP_INFO is there
    std::size_t certificates = 0;   ///< bytes that answer a connection's ClientHello; 0: no TLS
};

struct result {
    std::vector<nanoseconds> took{}; ///< each origin, until its last file was whole
    nanoseconds all{};               ///< the longest of them
    bool complete = false;
    std::size_t dropped = 0; ///< packets that found a queue full
    std::size_t resent = 0;
    std::size_t timeouts = 0;
    std::size_t connections = 0;
    std::size_t requests = 0;
    std::size_t asked_twice = 0; ///< of them
    std::size_t refused = 0;     ///< of them
    std::size_t most_in_flight = 0;
    std::size_t least_in_flight = 0; ///< while more waited than that, after the first answer
    std::size_t bulk_segments = 0;   ///< sent by the other program while ours ran
    std::vector<std::optional<flags::window::remembered_path>> memories{};
    std::vector<flags::window::state> states{}; ///< the last of each origin
};

/// Downloads everything. `memories`: one for each origin, or none at all.
[[nodiscard]] result
download(const network& over, const std::vector<origin>& from, flags::window::controller& control,
         std::uint64_t seed, const std::vector<std::optional<flags::window::remembered_path>>& memories = {});

} // namespace simulated
