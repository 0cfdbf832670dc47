// A value that is sent cannot end a line; what is kept has a bound.
#include "http/header_lines.hpp"

#include <flags/base/error.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <new>
#include <string>
#include <string_view>
#include <utility>

namespace flags::http {

namespace {

constexpr std::size_t most_sent = 64;
constexpr std::size_t longest_name = 256;
constexpr std::size_t longest_value = std::size_t{8} * 1024;
constexpr std::size_t most_bytes_kept = std::size_t{64} * 1024;

// RFC 9110 section 5.6.2.
bool is_token(std::string_view text) {
    const auto is_token_character = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               std::string_view("!#$%&'*+-.^_`|~").contains(c);
    };
    return !text.empty() && text.size() <= longest_name && std::ranges::all_of(text, is_token_character);
}

// The length of a message and the connection that carries it are between libcurl and the server.
bool is_for_the_client(const std::string& name) {
    static constexpr std::array names{"host",       "content-length", "transfer-encoding",
                                      "connection", "upgrade",        "expect"};
    return std::ranges::any_of(names,
                               [&name](const char* own) { return curl_strequal(own, name.c_str()) != 0; });
}

bool has_control_character(std::string_view text) {
    return std::ranges::any_of(text, [](char c) { return (c >= 0 && c < ' ' && c != '\t') || c == '\x7f'; });
}

void add_line(string_list& lines, const std::string& line) {
    curl_slist* const longer = curl_slist_append(lines.get(), line.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    static_cast<void>(lines.release()); // the first line's address is the whole list's, and may be new
    lines.reset(longer);
}

} // namespace

void check_headers(const request& what) {
    const auto refuse = [&what](const std::string& why) { throw usage_error(what.url + ": " + why); };
    if (what.copy && (!is_header_value(what.copy->etag) || !is_header_value(what.copy->last_modified)))
        refuse("an entity tag or date of a copy is no text for a header line: leave it out");
    if (what.headers.size() > most_sent) refuse("more than 64 headers: leave some out");
    for (const auto& [name, value] : what.headers) {
        if (!is_token(name) || !is_header_value(value, longest_value))
            refuse("a header is no text for one line: leave out ends of lines and other control characters");
        if (is_for_the_client(name)) refuse("the header " + name + " is the client's own: leave it out");
    }
}

string_list header_lines(const request& what) {
    string_list lines;
    // "Name:" would take a header of libcurl's own away; "Name;" is its way to send an empty one.
    for (const auto& [name, value] : what.headers)
        add_line(lines, std::string(name).append(value.empty() ? ";" : ": ").append(value));
    if (!what.copy) return lines;
    if (!what.copy->etag.empty()) add_line(lines, "If-None-Match: " + what.copy->etag);
    if (!what.copy->last_modified.empty()) add_line(lines, "If-Modified-Since: " + what.copy->last_modified);
    return lines;
}

std::vector<header> headers_of(CURL* easy) {
    constexpr int last_request = -1;
    std::vector<header> kept;
    std::size_t bytes = 0;
    const auto after = [easy](curl_header* before) {
        return curl_easy_nextheader(easy, CURLH_HEADER, last_request, before);
    };
    for (curl_header* each = after(nullptr); each != nullptr; each = after(each)) {
        std::string_view value = each->value;
        // WORKAROUND(curl 7.88): the value of an empty header is the end of its line.
        if (value.find_first_not_of("\r\n") == std::string_view::npos) value = {};
        header one{.name = each->name, .value = std::string(value)};
        bytes += one.name.size() + one.value.size();
        if (bytes > most_bytes_kept) break;
        if (!has_control_character(one.name) && !has_control_character(one.value))
            kept.push_back(std::move(one));
    }
    return kept;
}

} // namespace flags::http
