// A site as a run of flags saw it, for a server that answers in the same way.
#pragma once

#include "compare/run.hpp"

#include <flags/catalog/country_code.hpp>

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

namespace flags::compare {

/// A file of the site.
struct replayed_file {
    catalog::country_code code;
    std::size_t bytes = 0;
    std::chrono::nanoseconds server_time{0}; ///< what the server took for its answer, beside the network
};

struct replayed_site {
    std::vector<replayed_file> files{}; ///< sorted by code
    bool tls = false;
    std::string assumed{}; ///< in words, for every report: what was taken from the run, and how
};

/// The site behind the requests of one run, or of a journal, which knows no times. A file counts with its last whole answer
/// (status 200, or none where there are no times) and at least `least_bytes`.
///
/// The server's time of an answer is its wait less the round trip, and less the time for which other answers had been arriving
/// without a pause before it: so long its first packet may have queued behind them. On the same network that does not change
/// when the link has carried everything. It is never below the shortest of the run. A pause is a quarter of the round trip, which
/// is the least that the kernel measured (`-m auto`), or else the least time in which a connection was opened.
/// Units/limits: 676 files of at most 8 MiB, 256 MiB in all, 30 s for an answer, 10,000 requests.
/// Errors: usage_error with a sentence when a limit is exceeded, or no file is left.
[[nodiscard]] replayed_site replay_of(const own_report& seen, bool has_times, std::size_t least_bytes);

} // namespace flags::compare
