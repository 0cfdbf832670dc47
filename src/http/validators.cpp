// What may be sent back to a server, and the lines that do it.
#include "http/conditions.hpp"

#include <algorithm>
#include <cstddef>
#include <new>
#include <string>
#include <string_view>

namespace flags::http {

bool is_header_value(std::string_view text) noexcept {
    constexpr std::size_t longest = 1024;
    return text.size() <= longest && std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

string_list conditions_of(const validators& copy) {
    string_list lines;
    const auto add = [&lines](std::string_view name, const std::string& value) {
        if (value.empty()) return;
        curl_slist* const longer = curl_slist_append(lines.get(), (std::string(name) + ": " + value).c_str());
        if (longer == nullptr) throw std::bad_alloc();
        static_cast<void>(lines.release()); // the first line's address is the whole list's, and may be new
        lines.reset(longer);
    };
    add("If-None-Match", copy.etag);
    add("If-Modified-Since", copy.last_modified);
    return lines;
}

} // namespace flags::http
