// libstdc++ 12 has no calendar formats, so the C library's calendar does it.
#include <flags/base/rfc3339.hpp>

#include <spdlog/fmt/chrono.h>
#include <spdlog/fmt/fmt.h>

#include <ctime>

namespace flags {

std::string rfc3339(std::chrono::system_clock::time_point moment) {
    const auto whole = std::chrono::floor<std::chrono::milliseconds>(moment);
    const auto second = std::chrono::floor<std::chrono::seconds>(whole);
    const std::time_t seconds = std::chrono::system_clock::to_time_t(second);
    std::tm utc{};
    ::gmtime_r(&seconds, &utc);
    return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", utc, (whole - second).count());
}

} // namespace flags
