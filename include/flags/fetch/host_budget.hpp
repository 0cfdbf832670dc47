// When a host fails again and again, nothing more is asked of it.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace flags::fetch {

/// How long a run believes in a host that only fails: no answer, or none but "too many" and "not now".
struct host_patience {
    /// Failures in a row, each of a request that began after the one before had failed: requests that fail together are one.
    /// 10 of them are 61 s of silence at the usual limit of 6.1 s each, where all countries' flags would take over an hour.
    int failures = 10;
    /// The least time that they take together, because a host that refuses connections fails much faster: a restart or a
    /// change of networks is over by then.
    std::chrono::milliseconds time{30'000};
};

/// Counts the failures of each host. Any other answer begins anew.
/// Threads: one at a time.
class host_budget {
public:
    using clock = std::chrono::steady_clock;

    explicit host_budget(host_patience patience) : patience_(patience) {}

    /// A request that began at `begun` has failed; `reason` is a sentence.
    void failed(const std::string& host, clock::time_point begun, clock::time_point now,
                std::string_view reason);
    void answered(std::string_view host);

    /// Why nothing more is asked of the host, as a sentence that names it; null as long as it may be asked.
    [[nodiscard]] const std::string* refusal(std::string_view host) const;

private:
    struct row {
        int failures = 0;
        clock::time_point begun;
        clock::time_point last;
        std::string refusal;
    };

    host_patience patience_;
    std::map<std::string, row, std::less<>> rows_;
};

} // namespace flags::fetch
