// RLIMIT_NOFILE.
#include <flags/base/descriptors.hpp>
#include <flags/base/error.hpp>

#include <algorithm>
#include <cerrno>
#include <string>
#include <sys/resource.h>

namespace flags {

std::size_t affordable_connections(std::size_t wanted, std::size_t each) {
    // Standard streams, epoll, eventfds, signal pipe, log, folder, one file for each worker, listening
    // socket: about 25.
    constexpr rlim_t reserve = 40;
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return wanted; // cannot fail for this resource: getrlimit(2)
    const rlim_t needed = reserve + static_cast<rlim_t>(wanted) * each;
    if (limit.rlim_cur < needed && limit.rlim_cur < limit.rlim_max) {
        const rlim_t before = limit.rlim_cur;
        limit.rlim_cur = std::min(needed, limit.rlim_max);
        if (::setrlimit(RLIMIT_NOFILE, &limit) != 0) limit.rlim_cur = before;
    }
    if (limit.rlim_cur >= needed) return wanted;
    if (limit.rlim_cur < reserve + each)
        throw machine_error(EMFILE, "the limit of open files is " + std::to_string(limit.rlim_cur) +
                                        ", and at least " + std::to_string(reserve + each) +
                                        " are needed: raise it (ulimit -n)");
    return static_cast<std::size_t>(limit.rlim_cur - reserve) / each;
}

} // namespace flags
