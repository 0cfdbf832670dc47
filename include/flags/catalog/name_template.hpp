// How files are called: a template of names.
#pragma once

#include <flags/catalog/country_code.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace flags::catalog {

/// A value; its text is known to be good.
class name_template {
public:
    /// Reads a file name without its extension, with placeholders: `{cc}` is the code in lower case, `{CC}` in upper
    /// case, `{country}` the country's name.
    /// Units/limits: at most 200 bytes, which leaves room for the placeholders' values.
    /// Errors: usage_error that names the text and a right example, when what stands around the placeholders is not
    /// what safe_file_name() leaves as it is.
    [[nodiscard]] static name_template parse(std::string_view text);

    /// Two flags have two names.
    [[nodiscard]] bool tells_flags_apart() const noexcept { return tells_flags_apart_; }

    /// The name depends on what the country is called.
    [[nodiscard]] bool asks_for_country() const noexcept;

    /// The name of a flag's file, without its extension, as safe_file_name() makes it: of at most `limit` bytes.
    /// `country` is used with '_' for spaces; it may be anything, but what is left of it must not be empty. The
    /// default shows where the country's name would be.
    [[nodiscard]] std::string stem_for(const country_code& code, std::size_t limit,
                                       std::string_view country = "{country}") const;

private:
    name_template(std::string_view text, bool tells_flags_apart)
        : text_(text), tells_flags_apart_(tells_flags_apart) {}

    std::string text_;
    bool tells_flags_apart_;
};

} // namespace flags::catalog
