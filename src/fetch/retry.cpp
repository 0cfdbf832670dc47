// The retry rules as pure functions.
#include <flags/fetch/retry.hpp>

#include <curl/curl.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>

namespace flags::fetch {

using std::chrono::milliseconds;
using std::chrono::seconds;

milliseconds wait_before_retry(const retry_policy& policy, int retry, std::optional<milliseconds> asked_for,
                               splitmix64& random) {
    if (asked_for) return std::clamp(*asked_for, milliseconds(0), policy.max_wait);
    constexpr int most_doublings = 20; // 500 ms × 2^20 is six days: the cap has long taken over
    const auto longest = std::min(policy.base * (std::int64_t{1} << std::clamp(retry - 1, 0, most_doublings)),
                                  policy.max_wait);
    return milliseconds(
        static_cast<std::int64_t>(uniform_01(random) * static_cast<double>(longest.count() + 1)));
}

bool is_worth_a_retry(const transport_error& failure) {
    switch (failure.fault()) {
    case transport_fault::dns:
    case transport_fault::connect:
    case transport_fault::timeout:
    case transport_fault::reset:
    case transport_fault::truncated:
        return true;
    case transport_fault::tls:
        return failure.code().value() == CURLE_SSL_CONNECT_ERROR;
    case transport_fault::protocol:
        return failure.code().value() == CURLE_HTTP2 || failure.code().value() == CURLE_HTTP2_STREAM;
    case transport_fault::too_large:
        return false;
    }
    return false;
}

bool is_worth_a_retry(int status) {
    switch (status) {
    case 408:
    case 429:
    case 500:
    case 502:
    case 503:
    case 504:
        return true;
    default:
        return false;
    }
}

bool holds_back_the_host(int status) { return status == 429 || status == 503; }

std::optional<milliseconds> parse_retry_after(std::string_view text,
                                              std::chrono::system_clock::time_point now) {
    const auto is_space = [](char c) { return c == ' ' || c == '\t'; };
    while (!text.empty() && is_space(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && is_space(text.back()))
        text.remove_suffix(1);
    constexpr std::int64_t most_seconds = 1'000'000'000; // no arithmetic on what a server makes up
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
    const auto wait = std::chrono::system_clock::from_time_t(moment) - now;
    return std::clamp(std::chrono::ceil<milliseconds>(wait), milliseconds(0),
                      milliseconds(seconds(most_seconds)));
}

} // namespace flags::fetch
