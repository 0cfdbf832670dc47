// What a header line may hold, and finding one.
#include <flags/http/header.hpp>

#include <curl/curl.h>

#include <algorithm>

namespace flags::http {

std::optional<std::string_view> value_of(std::span<const header> headers, std::string_view name) noexcept {
    const auto found = std::ranges::find_if(headers, [name](const header& each) {
        return each.name.size() == name.size() &&
               curl_strnequal(each.name.data(), name.data(), name.size()) != 0;
    });
    if (found == headers.end()) return std::nullopt;
    return found->value;
}

bool is_header_value(std::string_view text, std::size_t longest) noexcept {
    return text.size() <= longest && std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

} // namespace flags::http
