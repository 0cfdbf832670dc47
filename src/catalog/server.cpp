// Templates are judged once, by letting libcurl read the URL they make; after that url_for only substitutes.
#include <flags/base/error.hpp>
#include <flags/catalog/server.hpp>

#include <curl/curl.h>
#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <new>
#include <optional>

namespace flags::catalog {
namespace {

constexpr std::size_t text_limit = 8000;

struct url_deleter {
    void operator()(CURLU* url) const noexcept { curl_url_cleanup(url); }
};
using url_ptr = std::unique_ptr<CURLU, url_deleter>;

[[noreturn]] void refuse(std::string_view text, std::string_view why) {
    throw usage_error(
        fmt::format("{:?} is not a server: {}. Right are a base such as {} or a template such as "
                    "https://example.org/{{cc}}.{{ext}}",
                    text.substr(0, 200), why, original_site));
}

std::optional<std::string> part(CURLU* url, CURLUPart which) {
    char* raw = nullptr;
    if (curl_url_get(url, which, &raw, 0) != CURLUE_OK) return std::nullopt;
    const std::unique_ptr<char, decltype(&curl_free)> owned(raw, &curl_free);
    return std::string(raw);
}

struct substitution {
    std::string_view placeholder;
    std::string value;
};

// Replaces every placeholder; any other brace is returned as the end of what could be read.
struct expansion {
    std::string text;
    bool stray_brace = false;
    bool names_country = false;
};
expansion expand(std::string_view url_template, const country_code& code, std::string_view extension) {
    const std::array<substitution, 3> known{{
        {"{cc}", code.lower()},
        {"{CC}", code.upper()},
        {"{ext}", std::string(extension)},
    }};
    expansion result;
    while (!url_template.empty()) {
        const std::size_t brace = std::min(url_template.find_first_of("{}"), url_template.size());
        result.text += url_template.substr(0, brace);
        url_template.remove_prefix(brace);
        if (url_template.empty()) break;
        const auto* const hit = std::ranges::find_if(
            known, [&](const substitution& s) { return url_template.starts_with(s.placeholder); });
        if (hit == known.end()) {
            result.stray_brace = true;
            break;
        }
        result.text += hit->value;
        result.names_country |= hit->placeholder != "{ext}";
        url_template.remove_prefix(hit->placeholder.size());
    }
    return result;
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
    const auto sample = expand(url_template, country_code::parse("BR"), "png");
    if (sample.stray_brace) refuse(text, "the placeholders are {cc}, {CC} and {ext}");
    if (!sample.names_country) refuse(text, "a template needs {cc} or {CC}");

    // A NUL would hide the rest of the text from a C function.
    if (text.find('\0') != std::string_view::npos) refuse(text, "it contains a NUL character");
    const url_ptr url(curl_url());
    if (!url) throw std::bad_alloc();
    if (const auto code = curl_url_set(url.get(), CURLUPART_URL, sample.text.c_str(), CURLU_DISALLOW_USER);
        code != CURLUE_OK)
        refuse(text, curl_url_strerror(code));
    const auto scheme = part(url.get(), CURLUPART_SCHEME);
    if (scheme != "http" && scheme != "https") refuse(text, "only http and https are spoken here");
    // libcurl also reads http:/x and http:///x, and takes x, which is a folder here, for the host.
    const std::string_view after_scheme = std::string_view(sample.text).substr(scheme->size());
    if (!after_scheme.starts_with("://") || after_scheme.starts_with(":///"))
        refuse(text, "it names no host");
    if (part(url.get(), CURLUPART_FRAGMENT)) refuse(text, "a fragment (#) is never sent to a server");
    if (is_base && part(url.get(), CURLUPART_QUERY)) refuse(text, "a query (?) needs a template");
    return server(std::move(url_template));
}

std::string server::url_for(const country_code& code, std::string_view extension) const {
    const auto is_plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    if (extension.empty() || extension.size() > 8 || !std::ranges::all_of(extension, is_plain))
        throw usage_error(
            fmt::format("{:?} is not a kind of file: give one such as png or gif", extension.substr(0, 40)));
    return expand(template_, code, extension).text;
}

} // namespace flags::catalog
