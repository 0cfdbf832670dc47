// How much may be under way in a whole run, towards all origins together.
#pragma once

#include <flags/window/limits.hpp>
#include <flags/window/path.hpp>
#include <flags/window/remembered_path.hpp>
#include <flags/window/units.hpp>

#include <cstddef>
#include <memory>
#include <optional>

namespace flags::window {

/// Owns: the paths. All of them are taken to share the link that connects this machine to the network.
/// Threads: one at a time.
class controller {
public:
    controller() = default;
    controller(const controller&) = delete;
    controller& operator=(const controller&) = delete;
    virtual ~controller() = default;

    /// The way to one more origin; it lives as long as the controller.
    /// `memory`: what recalled() left of an earlier run, to begin with.
    [[nodiscard]] virtual path& add_path(std::optional<remembered_path> memory) = 0;
};

/// At most so many requests at once (at least 1), towards all origins together.
[[nodiscard]] std::unique_ptr<controller> constant(std::size_t requests);

/// As many at once as the network can carry, found out while downloading.
///
/// A window of bytes over all connections of a path, by Little's law: W = C × (R + q + T) + S, with the link's rate
/// C, the round trip R, a small queue q that keeps the link busy, the server's own time T and the mean size S of an
/// answer. C is read from the first train of packets and then from whole rounds; requests are paced, so that their
/// answers do not overflow the queue in front of the link. What stalls at the end is asked for twice.
/// `expected` is what other origins had in earlier runs on this network: the first requests are paced by it until
/// something is seen.
/// Source: the window is the inflight cap of BBR (draft-ietf-ccwg-bbr), kept by the receiver; the packet train is that of
/// Dovrolis, Ramanathan, Moore, "What do packet dispersion techniques measure?", INFOCOM 2001.
[[nodiscard]] std::unique_ptr<controller> automatic(const limits& bounds = {}, bit_rate expected = {});

} // namespace flags::window
