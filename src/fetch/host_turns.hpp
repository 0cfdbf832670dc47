// Jobs that were read ahead, and whose turn it is.
#pragma once

#include <flags/fetch/job.hpp>

#include <compare>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace flags::fetch {

/// Hosts take turns: the next job is one of the host that has the fewest under way, and of these the one that has waited
/// longest for its turn. So a slow host gets its share of what is under way, and not all of it. Jobs of one host keep their
/// order.
///
/// Units/limits: a job costs O(log hosts). Hosts without a job are forgotten.
/// Threads: one at a time.
class host_turns {
public:
    /// At most `per_host` jobs of one host are under way, and at most `among_others` while there is another host.
    host_turns(std::size_t per_host, std::size_t among_others)
        : per_host_(per_host), among_others_(among_others) {}

    /// A host is the origin of the job's URL: scheme, name and port.
    void add(job next);
    /// Begins a job; nothing when none may be begun now.
    [[nodiscard]] std::optional<job> take();
    /// A job of this URL's host that was begun is over.
    void ended(const std::string& url);

    /// Jobs that were added and not taken.
    [[nodiscard]] std::size_t waiting() const noexcept { return waiting_; }

private:
    struct host {
        std::deque<job> waiting{};
        std::size_t under_way = 0;
        std::uint64_t last_turn = 0;
    };
    using entry = std::map<std::string, host, std::less<>>::iterator;
    struct rank {
        std::size_t under_way;
        std::uint64_t last_turn;
        std::string origin;
        auto operator<=>(const rank&) const = default;
    };

    [[nodiscard]] static rank rank_of(entry of);
    void leave_line(entry of);
    void enter_line(entry of);

    std::size_t per_host_;
    std::size_t among_others_;
    std::map<std::string, host, std::less<>> hosts_;
    std::set<rank> line_; // those that may begin a job
    std::size_t waiting_ = 0;
    std::uint64_t turns_ = 0;
};

} // namespace flags::fetch
