// libcurl reads the URL, so that what is accepted here is what it will ask for.
#include <flags/catalog/url.hpp>

#include <curl/curl.h>

#include <cstddef>
#include <memory>
#include <new>

namespace flags::catalog {
namespace {

constexpr std::size_t longest_url = 8000;

struct url_deleter {
    void operator()(CURLU* url) const noexcept { curl_url_cleanup(url); }
};
using url_ptr = std::unique_ptr<CURLU, url_deleter>;

std::optional<std::string> part(CURLU* url, CURLUPart which) {
    char* raw = nullptr;
    if (curl_url_get(url, which, &raw, 0) != CURLUE_OK) return std::nullopt;
    const std::unique_ptr<char, decltype(&curl_free)> owned(raw, &curl_free);
    return std::string(raw);
}

} // namespace

std::optional<std::string> url_fault(std::string_view url) {
    if (url.size() > longest_url) return "it is longer than 8000 characters";
    // A NUL would hide the rest of the text from a C function.
    if (url.contains('\0')) return "it contains a NUL character";
    const url_ptr parsed(curl_url());
    if (!parsed) throw std::bad_alloc();
    if (const auto code =
            curl_url_set(parsed.get(), CURLUPART_URL, std::string(url).c_str(), CURLU_DISALLOW_USER);
        code != CURLUE_OK)
        return curl_url_strerror(code);
    const auto scheme = part(parsed.get(), CURLUPART_SCHEME);
    if (scheme != "http" && scheme != "https") return "only http and https are spoken here";
    // libcurl also reads http:/x and http:///x, and takes x, which is a folder here, for the host.
    const std::string_view after_scheme = url.substr(scheme->size());
    if (!after_scheme.starts_with("://") || after_scheme.starts_with(":///")) return "it names no host";
    if (part(parsed.get(), CURLUPART_FRAGMENT)) return "a fragment (#) is never sent to a server";
    return std::nullopt;
}

} // namespace flags::catalog
