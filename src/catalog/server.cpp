// Templates are judged once, by the URL that they make; after that url_for only substitutes.
#include "catalog/placeholders.hpp"

#include <flags/base/error.hpp>
#include <flags/catalog/server.hpp>
#include <flags/catalog/url.hpp>

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

expansion expanded(std::string_view url_template, const country_code& code, std::string_view extension) {
    const std::string lower = code.lower();
    const std::string upper = code.upper();
    return expand(url_template, std::array<placeholder, 3>{{
                                    {.word = "{cc}", .value = lower},
                                    {.word = "{CC}", .value = upper},
                                    {.word = "{ext}", .value = extension, .tells_flags_apart = false},
                                }});
}

} // namespace

server server::parse(std::string_view text) {
    if (text.size() > text_limit) refuse(text, "it is longer than 8000 characters");
    std::string url_template(text);
    const bool is_base = text.find_first_of("{}") == std::string_view::npos;
    if (is_base) {
        while (url_template.ends_with('/'))
            url_template.pop_back();
        url_template += "/{cc}/{cc}.{ext}";
    }
    const auto sample = expanded(url_template, country_code::parse("BR"), "png");
    if (sample.has_stray_brace) refuse(text, "the placeholders are {cc}, {CC} and {ext}");
    if (!sample.tells_flags_apart) refuse(text, "a template needs {cc} or {CC}");

    if (const auto fault = url_fault(sample.text)) refuse(text, *fault);
    if (is_base && text.contains('?')) refuse(text, "a query (?) needs a template");
    return server(std::move(url_template));
}

std::string server::url_for(const country_code& code, std::string_view extension) const {
    const auto is_plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    if (extension.empty() || extension.size() > 8 || !std::ranges::all_of(extension, is_plain))
        throw usage_error(
            fmt::format("{:?} is not a kind of file: give one such as png or gif", extension.substr(0, 40)));
    return expanded(template_, code, extension).text;
}

std::string server::metadata_url_for(const country_code& code, std::string_view extension) const {
    const std::string_view path = std::string_view(template_).substr(0, template_.find('?'));
    const expansion folder = expanded(path.substr(0, path.rfind('/') + 1), code, extension);
    if (!folder.tells_flags_apart)
        throw usage_error(
            fmt::format("{:?} has no folder for each country, and so no metadata.json with its name: give a "
                        "base such as {}, or name files by their codes",
                        template_.substr(0, 200), original_site));
    return folder.text + "metadata.json";
}

} // namespace flags::catalog
