// Where flags come from: a server's address, and the URL of each flag on it.
#pragma once

#include <flags/catalog/country_code.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace flags::catalog {

/// The book's own server; its flags are GIF.
inline constexpr std::string_view original_site = "https://www.fluentpython.com/data/flags";

/// Where the flags of a server are. A value; its text is known to be good.
class url_template {
public:
    /// Reads either a base URL, `http[s]://host[:port][/path]`, whose flags are at
    /// `{base}/{cc}/{cc}.{ext}`, or a template with placeholders: `{cc}` is the code in lower case, `{CC}`
    /// in upper case, `{ext}` the file's kind. A template has `{cc}` or `{CC}`; one without `{ext}` has the
    /// same kind for every flag.
    /// Units/limits: at most 8000 characters (RFC 9110 section 4.1).
    /// Errors: usage_error that names the text and a right example. User names, passwords and fragments are
    /// refused: the former would stand in every report, the latter are never sent.
    [[nodiscard]] static url_template parse(std::string_view text);

    /// The URL of one flag. `extension` is the kind without a dot: "png".
    /// Errors: usage_error unless `extension` is 1 to 8 lower-case letters or digits.
    [[nodiscard]] std::string url_for(const country_code& code, std::string_view extension) const;

    /// The URL of what the server says about the country: `metadata.json` in the folder of its flag, as the book's server
    /// has it.
    /// Errors: usage_error when flags are not in folders of their own.
    [[nodiscard]] std::string metadata_url_for(const country_code& code, std::string_view extension) const;

private:
    explicit url_template(std::string text) : text_(std::move(text)) {}

    std::string text_;
};

} // namespace flags::catalog
