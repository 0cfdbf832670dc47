// Numbers, times and sizes on the command line.
#include "cli/option_values.hpp"

#include <flags/base/error.hpp>

#include <algorithm>
#include <cmath>
#include <filesystem>

namespace flags::cli {

void refuse(std::string_view option, std::string_view value, std::string_view right) {
    const std::string shown(value.empty() ? "''" : value);
    throw usage_error(std::string(option) + " " + shown + ": " + std::string(right));
}

std::optional<double> number(std::string_view text) {
    double value = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (code != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
    return value;
}

std::chrono::milliseconds seconds_of(std::string_view option, std::string_view text) {
    constexpr double longest = 86'400; // a day: anything longer is a slip of the finger
    const auto value = number(text);
    if (!value || *value < 0.001 || *value > longest)
        refuse(option, text, "give seconds above 0, at most 86400, for example 6.1");
    return std::chrono::ceil<std::chrono::milliseconds>(std::chrono::duration<double>(*value));
}

std::size_t size_of(std::string_view option, std::string_view text) {
    std::string_view digits = text;
    std::size_t unit = 1;
    if (!digits.empty()) {
        switch (digits.back()) {
        case 'k':
        case 'K':
            unit = std::size_t{1} << 10U;
            break;
        case 'M':
            unit = std::size_t{1} << 20U;
            break;
        case 'G':
            unit = std::size_t{1} << 30U;
            break;
        default:
            break;
        }
        if (unit != 1) digits.remove_suffix(1);
    }
    constexpr std::size_t most = std::size_t{1} << 30U;
    const auto count = integer<std::size_t>(digits);
    if (!count || *count < 1 || *count > most / unit)
        refuse(option, text, "give a size of 1 byte to 1G, for example 16M");
    return *count * unit;
}

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return text;
}

bool is_folder(const std::string& path) {
    std::error_code unreadable;
    return std::filesystem::is_directory(path, unreadable);
}

} // namespace flags::cli
