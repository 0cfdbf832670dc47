// A JSON document that anyone may have written, read strictly.
#pragma once

#include <nlohmann/json.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace flags::report {

/// Errors: usage_error when `text` is not JSON, or nested deeper than 16 levels.
[[nodiscard]] nlohmann::ordered_json parse_json(std::string_view text);

/// A value and where it stands: "variants[0].median_s".
/// Errors: every function throws usage_error with a sentence that begins with that place when the value is not what is asked for.
/// Lifetime: the document outlives it.
class json_value {
public:
    explicit json_value(const nlohmann::ordered_json& value, std::string place = {})
        : value_(&value), place_(std::move(place)) {}

    /// The member of an object.
    [[nodiscard]] json_value operator[](std::string_view name) const;
    /// The same; none when the object has no such member.
    [[nodiscard]] std::optional<json_value> if_there(std::string_view name) const;
    /// The elements of an array.
    [[nodiscard]] std::vector<json_value> elements() const;

    [[nodiscard]] bool is_null() const { return value_->is_null(); }
    [[nodiscard]] bool boolean() const;
    [[nodiscard]] std::string text() const;
    /// Units/limits: `least` to `most`, which are finite.
    [[nodiscard]] double number(double most, double least = 0) const;
    template <std::integral Integer>
    [[nodiscard]] Integer whole(Integer most = std::numeric_limits<Integer>::max()) const {
        return static_cast<Integer>(whole_up_to(static_cast<std::uint64_t>(most)));
    }

    /// None when it is null, else what `read` makes of it.
    template <class Read>
    [[nodiscard]] auto known(Read read) const -> std::optional<decltype(read(*this))> {
        if (is_null()) return std::nullopt;
        return read(*this);
    }

    /// Throws: "PLACE: RIGHT".
    [[noreturn]] void refuse(std::string_view right) const;

private:
    [[nodiscard]] std::string place_of(std::string_view name) const;
    [[nodiscard]] std::uint64_t whole_up_to(std::uint64_t most) const;

    const nlohmann::ordered_json* value_;
    std::string place_;
};

} // namespace flags::report
