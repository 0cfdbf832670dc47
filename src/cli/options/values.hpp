// Texts of options as values; what is wrong is refused with a sentence that names the option and a right value.
#pragma once

#include <charconv>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace flags::cli {

/// Throws usage_error: "OPTION VALUE: RIGHT".
[[noreturn]] void refuse(std::string_view option, std::string_view value, std::string_view right);

template <class Integer>
[[nodiscard]] std::optional<Integer> integer(std::string_view text) {
    Integer value = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (code != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

// Readers: how an option's text becomes a value. Each throws usage_error.

/// `right` is what to say of anything else.
template <class Integer>
[[nodiscard]] auto whole_number(Integer least, Integer most, std::string right = {}) {
    if (right.empty()) right = "give a number from " + std::to_string(least) + " to " + std::to_string(most);
    return [=](std::string_view option, std::string_view text) {
        const auto value = integer<Integer>(text);
        if (!value || *value < least || *value > most) refuse(option, text, right);
        return *value;
    };
}

[[nodiscard]] std::uint64_t read_seed(std::string_view option, std::string_view text);

/// 1 ms to a day: "100ms", "1.5s", or a number of seconds without a unit.
[[nodiscard]] std::chrono::milliseconds read_time(std::string_view option, std::string_view text);

/// 1 byte to 1G; the suffixes k, M and G are powers of 1024.
[[nodiscard]] std::size_t read_size(std::string_view option, std::string_view text);

/// A part of a whole. A bare 1 is refused: it may be meant as 1 %.
[[nodiscard]] double read_part(std::string_view option, std::string_view text);

[[nodiscard]] std::string read_text(std::string_view option, std::string_view text);

/// A file that a run writes when it ends, or "-" for standard output. A wrong one is refused before anything is done: a
/// folder, a file in a folder that is missing or that cannot be written to.
[[nodiscard]] std::filesystem::path read_output_file(std::string_view option, std::string_view text);

/// A file that a run reads; `what` says which one to give.
[[nodiscard]] std::filesystem::path read_input_file(std::string_view option, std::string_view text,
                                                    std::string_view what);

/// A time as all options take it, or nothing: with a unit, or in seconds.
[[nodiscard]] std::optional<std::chrono::nanoseconds> time_or_seconds(std::string_view text);

// How a default is shown.
[[nodiscard]] std::string shown(std::chrono::milliseconds time);
[[nodiscard]] inline std::string shown(const std::string& text) { return text; }
[[nodiscard]] inline std::string shown(const std::filesystem::path& path) { return path.string(); }
template <std::integral Integer>
[[nodiscard]] std::string shown(Integer number) {
    return std::to_string(number);
}

/// What commas separate; an empty text is one empty word.
[[nodiscard]] std::vector<std::string> words_of(std::string_view text);

/// ASCII letters in lower case.
[[nodiscard]] std::string lower(std::string text);

[[nodiscard]] bool is_folder(const std::filesystem::path& path);

} // namespace flags::cli
