// How many connections at once the limit of open files allows.
#pragma once

#include <cstddef>

namespace flags {

/// Raises the soft limit RLIMIT_NOFILE towards the hard one if `wanted` connections need it, and returns how many of them
/// fit: `wanted`, or fewer (at least 1). Without this, libcurl reports a missing descriptor as a failed connection, and
/// libmicrohttpd 0.9.75 asks for its first one in a loop without a pause.
/// Units/limits: each connection needs `each` descriptors; saved files, the loop, the workers and what the program has open
/// take a reserve of 40.
/// Errors: machine_error when not even one fits.
/// Threads: any, but the limit is the process's.
[[nodiscard]] std::size_t affordable_connections(std::size_t wanted, std::size_t each);

} // namespace flags
