// A measurement that the machine has spoilt is told by what the ferry noticed.
#include "netlab/validity.hpp"

#include "netlab/units.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <chrono>

namespace flags::netlab {

std::vector<std::string> why_invalid(const conditions& path, const ferry_log& log) {
    using namespace std::chrono_literals;
    std::vector<std::string> reasons;
    const auto latest = std::max<std::chrono::nanoseconds>(1ms, path.rtt / 50);
    if (const auto p99 = log.late.quantile(0.99); p99 > latest)
        reasons.push_back(
            fmt::format("one packet in a hundred was handed over {} late or more, {} is allowed; try "
                        "again when the machine has less to do",
                        show_time(p99), show_time(latest)));
    if (const auto dropped = log.up.overrun + log.down.overrun; dropped > 0)
        reasons.push_back(fmt::format(
            "{} packets were dropped because the machine could not keep up; try lower rates", dropped));
    return reasons;
}

} // namespace flags::netlab
