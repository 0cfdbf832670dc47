// Texts of options as values; what is wrong is refused with a sentence that names the option and a right value.
#pragma once

#include <charconv>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace flags::cli {

/// Throws usage_error: "OPTION VALUE: RIGHT".
[[noreturn]] void refuse(std::string_view option, std::string_view value, std::string_view right);

/// A finite decimal number and nothing else.
[[nodiscard]] std::optional<double> number(std::string_view text);

template <class Integer>
[[nodiscard]] std::optional<Integer> integer(std::string_view text) {
    Integer value = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (code != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

template <class Integer>
[[nodiscard]] Integer integer_of(std::string_view option, std::string_view text, Integer least, Integer most,
                                 std::string_view right) {
    const auto value = integer<Integer>(text);
    if (!value || *value < least || *value > most) refuse(option, text, right);
    return *value;
}

/// Seconds above 0, at most a day.
[[nodiscard]] std::chrono::milliseconds seconds_of(std::string_view option, std::string_view text);

/// Bytes, with the suffixes k, M and G for powers of 1024; 1 to 1G.
[[nodiscard]] std::size_t size_of(std::string_view option, std::string_view text);

/// ASCII letters in lower case.
[[nodiscard]] std::string lower(std::string text);

[[nodiscard]] bool is_folder(const std::string& path);

} // namespace flags::cli
