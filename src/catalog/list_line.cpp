// Three forms, told apart by the first character and by a tab.
#include <flags/catalog/list_line.hpp>
#include <flags/catalog/path_template.hpp>
#include <flags/catalog/url.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace flags::catalog {
namespace {

using nlohmann::json;

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

std::string_view without_space_around(std::string_view line) {
    constexpr std::string_view blank = " \t\r";
    const auto begin = line.find_first_not_of(blank);
    if (begin == std::string_view::npos) return {};
    return line.substr(begin, line.find_last_not_of(blank) - begin + 1);
}

// False when the member is there and is no text.
bool take_text(const json& object, const char* name, std::string& text) {
    const auto member = object.find(name);
    if (member == object.end() || member->is_null()) return true;
    if (!member->is_string()) return false;
    text = member->get<std::string>();
    return true;
}

std::expected<list_entry, std::string> from_json(std::string_view line) {
    const json object = json::parse(line, nullptr, false);
    if (!object.is_object()) return std::unexpected("it begins with a brace and is no JSON");
    list_entry entry;
    if (!take_text(object, "url", entry.url) || !take_text(object, "target", entry.target) ||
        !take_text(object, "sha256", entry.sha256))
        return std::unexpected("url, target and sha256 have to be texts");
    if (entry.url.empty()) return std::unexpected("it has no url");
    return entry;
}

list_entry from_columns(std::string_view line) {
    const std::size_t tab = line.find('\t');
    if (tab == std::string_view::npos) return {.url = std::string(line), .target = {}, .sha256 = {}};
    return {.url = std::string(without_space_around(line.substr(0, tab))),
            .target = std::string(without_space_around(line.substr(tab + 1))),
            .sha256 = {}};
}

bool make_sha256(std::string& text) {
    std::ranges::transform(text, text.begin(), [](char c) {
        return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

} // namespace

std::expected<std::optional<list_entry>, std::string> parse_list_line(std::string_view line) {
    if (line.size() > longest_list_line) return std::unexpected("it is longer than 64 KiB");
    if (line.starts_with(byte_order_mark)) line.remove_prefix(byte_order_mark.size());
    line = without_space_around(line);
    if (line.empty() || line.starts_with('#')) return std::nullopt;
    auto entry = line.starts_with('{') ? from_json(line) : from_columns(line);
    if (!entry) return std::unexpected(std::move(entry.error()));
    if (auto fault = url_fault(entry->url)) return std::unexpected("no URL to fetch: " + *std::move(fault));
    if (!entry->target.empty())
        if (auto fault = path_fault(entry->target)) return std::unexpected(*std::move(fault));
    if (!entry->sha256.empty() && !make_sha256(entry->sha256))
        return std::unexpected("sha256 has to be 64 hexadecimal digits");
    return *std::move(entry);
}

} // namespace flags::catalog
