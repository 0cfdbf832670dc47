// RLIMIT_NOFILE.
#include <flags/fetch/descriptors.hpp>

#include <algorithm>
#include <sys/resource.h>

namespace flags::fetch {

std::size_t affordable_requests(std::size_t wanted, std::size_t each) {
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
    const rlim_t left = limit.rlim_cur > reserve ? limit.rlim_cur - reserve : 0;
    return std::max<std::size_t>(1, static_cast<std::size_t>(left) / each);
}

} // namespace flags::fetch
