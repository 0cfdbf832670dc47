// What one round of a soak does, and what it runs against.
#pragma once

#include "origin/server.hpp"
#include "support/hostile_server.hpp"

#include <flags/base/random.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>

namespace flags::test {

/// A promise that was broken; the round is given up.
struct broken_promise : std::runtime_error {
    using runtime_error::runtime_error;
};

inline void promise(bool kept, const std::string& words) {
    if (!kept) throw broken_promise(words);
}

/// Two servers that live as long as the soak: one that does what no server should, drawn anew for each request for /mixed, and
/// the embedded one, late and refusing.
class bad_servers {
public:
    explicit bad_servers(std::uint64_t seed);

    [[nodiscard]] std::string mixed_url(const std::string& path) const {
        return hostile_.url("/mixed/" + path);
    }
    [[nodiscard]] std::string late_url() const { return late_.base_url(); }
    [[nodiscard]] std::size_t requests() const noexcept { return hostile_.requests(); }
    /// So many connections from now on are closed as soon as they stand.
    void close_next(std::size_t connections) noexcept { hostile_.close_next(connections); }

private:
    [[nodiscard]] bool misbehave(connection& peer);

    std::uint64_t seed_;
    std::atomic<std::uint64_t> drawn_ = 0;
    hostile_server hostile_;
    origin::server late_;
};

/// The flag that both servers have, of Bangladesh.
[[nodiscard]] const std::string& right_flag();

struct tally {
    std::size_t files = 0; ///< that were asked for
    std::size_t saved = 0;
    std::size_t stopped = 0; ///< rounds that were called off
};

/// The engine in this process: one after the other with and without keep-alive, a constant number or an automatic one, each
/// with a journal, some called off; then once more for what is missing. Throws broken_promise.
void engine_round(bad_servers& servers, splitmix64& random, tally& all);

/// The program, with --json and --journal, then with --resume. Throws broken_promise.
void program_round(bad_servers& servers, splitmix64& random, tally& all);

} // namespace flags::test
