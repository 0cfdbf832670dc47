// How many requests at once the limit of open files allows.
#pragma once

#include <cstddef>

namespace flags::fetch {

/// Raises the soft limit RLIMIT_NOFILE towards the hard one if `wanted` requests need it, and returns how
/// many of them fit: `wanted`, or fewer (at least 1). Without this, libcurl reports a missing descriptor as
/// a failed connection.
/// Units/limits: each request needs `each` descriptors for its connection; saved files, the loop, the
/// workers and what the program has open take a reserve of 40.
/// Threads: any, but the limit is the process's.
[[nodiscard]] std::size_t affordable_requests(std::size_t wanted, std::size_t each);

} // namespace flags::fetch
