// Templates are judged once, by the URL that they make; after that url_for only substitutes.
#include "catalog/placeholders.hpp"

#include <flags/base/error.hpp>
#include <flags/catalog/url.hpp>
#include <flags/catalog/url_template.hpp>

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <array>
#include <cstddef>

namespace flags::catalog {
namespace {

constexpr std::size_t text_limit = 8000;

[[noreturn]] void refuse(std::string_view text, std::string_view why) {
    throw usage_error(
        fmt::format("{:?} is not a server: {}. Right are a base such as {} or a template such as "
                    "https://example.org/{{cc}}.{{ext}}",
                    text.substr(0, 200), why, original_site));
}

expansion expanded(std::string_view text, const country_code& code, std::string_view extension) {
    const std::string lower = code.lower();
    const std::string upper = code.upper();
    return expand(text, std::array<placeholder, 3>{{
                            {.word = "{cc}", .value = lower},
                            {.word = "{CC}", .value = upper},
                            {.word = "{ext}", .value = extension, .tells_flags_apart = false},
                        }});
}

} // namespace

url_template url_template::parse(std::string_view text) {
    if (text.size() > text_limit) refuse(text, "it is longer than 8000 characters");
    std::string pattern(text);
    const bool is_base = text.find_first_of("{}") == std::string_view::npos;
    if (is_base) {
        while (pattern.ends_with('/'))
            pattern.pop_back();
        pattern += "/{cc}/{cc}.{ext}";
    }
    const auto sample = expanded(pattern, country_code::parse("BR"), "png");
    if (sample.has_stray_brace) refuse(text, "the placeholders are {cc}, {CC} and {ext}");
    if (!sample.tells_flags_apart) refuse(text, "a template needs {cc} or {CC}");

    if (const auto fault = url_fault(sample.text)) refuse(text, *fault);
    if (is_base && text.contains('?')) refuse(text, "a query (?) needs a template");
    return url_template(std::move(pattern));
}

std::string url_template::url_for(const country_code& code, std::string_view extension) const {
    const auto is_plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    if (extension.empty() || extension.size() > 8 || !std::ranges::all_of(extension, is_plain))
        throw usage_error(
            fmt::format("{:?} is not a kind of file: give one such as png or gif", extension.substr(0, 40)));
    return expanded(text_, code, extension).text;
}

std::string url_template::metadata_url_for(const country_code& code, std::string_view extension) const {
    const std::string_view path = std::string_view(text_).substr(0, text_.find('?'));
    const expansion folder = expanded(path.substr(0, path.rfind('/') + 1), code, extension);
    if (!folder.tells_flags_apart)
        throw usage_error(
            fmt::format("{:?} has no folder for each country, and so no metadata.json with its name: give a "
                        "base such as {}, or name files by their codes",
                        text_.substr(0, 200), original_site));
    return folder.text + "metadata.json";
}

} // namespace flags::catalog
