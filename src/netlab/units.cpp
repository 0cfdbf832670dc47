// A decimal number and a unit from a table.
#include "netlab/units.hpp"

#include <spdlog/fmt/fmt.h>

#include <charconv>
#include <cmath>
#include <span>
#include <system_error>

namespace flags::netlab {
namespace {

struct unit {
    std::string_view name;
    double factor;
};

constexpr unit times[] = {{"us", 1e3}, {"ms", 1e6}, {"s", 1e9}};
constexpr unit rates[] = {{"", 1}, {"k", 1e3}, {"M", 1e6}, {"G", 1e9}};
constexpr unit sizes[] = {{"", 1}, {"k", 0x1p10}, {"K", 0x1p10}, {"M", 0x1p20}, {"G", 0x1p30}};
constexpr unit fractions[] = {{"", 1}, {"%", 0.01}};

// Only digits and a point: no sign, no exponent, neither inf nor nan.
std::optional<double> amount(std::string_view text, std::span<const unit> units) {
    const std::string_view digits = text.substr(0, text.find_first_not_of("0123456789."));
    double value = 0;
    const auto [end, code] =
        std::from_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed);
    if (code != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    for (const auto& [name, factor] : units)
        if (name == text.substr(digits.size())) return value * factor;
    return std::nullopt;
}

std::optional<double> amount_between(double least, double most, std::string_view text,
                                     std::span<const unit> units) {
    const auto value = amount(text, units);
    if (!value || *value < least || *value > most) return std::nullopt;
    return value;
}

} // namespace

std::optional<std::chrono::nanoseconds> parse_time(std::string_view text) {
    if (text == "0") return std::chrono::nanoseconds(0);
    const auto value = amount_between(0, 86'400e9, text, times);
    if (!value) return std::nullopt;
    return std::chrono::nanoseconds(std::llround(*value));
}

std::optional<std::uint64_t> parse_rate(std::string_view text) {
    const auto value = amount_between(1e3, 1e10, text, rates);
    if (!value) return std::nullopt;
    return static_cast<std::uint64_t>(std::llround(*value));
}

std::optional<std::size_t> parse_size(std::string_view text) {
    const auto value = amount_between(1, 0x1p30, text, sizes);
    if (!value) return std::nullopt;
    return static_cast<std::size_t>(std::llround(*value));
}

std::optional<double> parse_fraction(std::string_view text) { return amount_between(0, 1, text, fractions); }

std::string show_time(std::chrono::nanoseconds time) {
    const double us = std::round(static_cast<double>(time.count()) / 1e3);
    if (us < 1e3) return fmt::format("{}us", us);
    return us < 1e6 ? fmt::format("{}ms", us / 1e3) : fmt::format("{}s", us / 1e6);
}

std::string show_rate(std::uint64_t rate) {
    const auto value = static_cast<double>(rate);
    if (rate < 1'000'000) return fmt::format("{}k", value / 1e3);
    return rate < 1'000'000'000 ? fmt::format("{}M", value / 1e6) : fmt::format("{}G", value / 1e9);
}

std::string show_fraction(double fraction) { return fmt::format("{:.4g}%", fraction * 100); }

} // namespace flags::netlab
