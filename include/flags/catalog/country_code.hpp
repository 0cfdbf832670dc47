// The name of a flag: two letters in the shape of an ISO 3166-1 alpha-2 code.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace flags::catalog {

/// Two ASCII letters. Whether a country has them is not asked here: `countries` knows.
/// Owns: its letters; a value, cheap to copy, ordered alphabetically.
class country_code {
public:
    /// Reads "CN", "cn" or "Cn".
    /// Errors: usage_error that names `text`, when it is anything but two ASCII letters.
    [[nodiscard]] static constexpr country_code parse(std::string_view text) {
        if (text.size() != 2) refuse(text);
        return {to_upper(text[0], text), to_upper(text[1], text)};
    }

    [[nodiscard]] std::string upper() const { return {letters_.data(), letters_.size()}; }
    [[nodiscard]] std::string lower() const;

    constexpr auto operator<=>(const country_code&) const = default;

private:
    constexpr country_code(char first, char second) : letters_{first, second} {}

    static constexpr char to_upper(char letter, std::string_view text) {
        if (letter >= 'a' && letter <= 'z') return static_cast<char>(letter - 'a' + 'A');
        if (letter < 'A' || letter > 'Z') refuse(text);
        return letter;
    }
    [[noreturn]] static void refuse(std::string_view text);

    std::array<char, 2> letters_;
    friend struct std::hash<country_code>;
};

} // namespace flags::catalog

template <>
struct std::hash<flags::catalog::country_code> {
    std::size_t operator()(const flags::catalog::country_code& code) const noexcept {
        return std::hash<std::string_view>{}({code.letters_.data(), code.letters_.size()});
    }
};
