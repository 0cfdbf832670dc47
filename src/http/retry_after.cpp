// The two forms of Retry-After. CURLINFO_RETRY_AFTER reads them, too, but gives 0 for "now" and for "absent".
#include "http/retry_after.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <string>

namespace flags::http {

using std::chrono::milliseconds;
using std::chrono::seconds;

std::optional<milliseconds> parse_retry_after(std::string_view text,
                                              std::chrono::system_clock::time_point now) {
    const auto is_space = [](char c) { return c == ' ' || c == '\t'; };
    while (!text.empty() && is_space(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && is_space(text.back()))
        text.remove_suffix(1);
    constexpr std::int64_t most_seconds = 1'000'000'000; // larger numbers of a server are not computed with
    std::int64_t count = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (code == std::errc::result_out_of_range && end == text.data() + text.size() && !text.starts_with('-'))
        return seconds(most_seconds);
    if (code == std::errc() && end == text.data() + text.size() && count >= 0)
        return seconds(std::min(count, most_seconds));
    constexpr std::size_t longest_date =
        40; // "Sunday, 06-Nov-94 08:49:37 GMT" is the longest of the three forms
    if (text.empty() || text.size() > longest_date || text.find(',') == std::string_view::npos)
        return std::nullopt;
    const std::time_t moment = curl_getdate(std::string(text).c_str(), nullptr);
    if (moment < 0) return std::nullopt;
    // A year of six digits is no moment of system_clock, which counts nanoseconds.
    const seconds latest = std::chrono::floor<seconds>(now.time_since_epoch()) + seconds(most_seconds);
    const auto wait = std::chrono::system_clock::from_time_t(std::min(seconds(moment), latest).count()) - now;
    return std::clamp(std::chrono::ceil<milliseconds>(wait), milliseconds(0),
                      milliseconds(seconds(most_seconds)));
}

} // namespace flags::http
