// What a URL says is taken apart first; each part becomes a plain name by itself, so none can leave its place.
#include "catalog/placeholders.hpp"

#include <flags/base/error.hpp>
#include <flags/catalog/file_name.hpp>
#include <flags/catalog/path_template.hpp>

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace flags::catalog {
namespace {

constexpr std::size_t longest_template = 200;
constexpr std::size_t longest_extension = 16;
constexpr std::string_view name_of_a_folder = "index.html";

// The dot of a name's extension, or its end.
std::size_t dot_in(std::string_view name) {
    const std::size_t dot = name.rfind('.');
    const bool is_one = dot != std::string_view::npos && dot > 0 && name.size() - dot <= longest_extension;
    return is_one ? dot : name.size();
}

// A name that is too long loses the end of what stands before its extension.
std::string plain_name(std::string_view text) {
    std::string name = safe_file_name(text, std::max<std::size_t>(text.size(), longest_file_name) + 1);
    if (name.size() <= longest_file_name) return name;
    const std::size_t dot = dot_in(name);
    const std::string extension = name.substr(dot);
    return safe_file_name(name.substr(0, dot), longest_file_name - extension.size()) + extension;
}

std::string percent_decoded(std::string_view text) {
    std::string bytes;
    for (std::size_t at = 0; at < text.size(); ++at) {
        unsigned value = 0;
        const char* const digits = text.data() + at + 1;
        if (text[at] == '%' && text.size() - at > 2 &&
            std::from_chars(digits, digits + 2, value, 16).ptr == digits + 2) {
            bytes += static_cast<char>(value);
            at += 2;
        } else {
            bytes += text[at];
        }
    }
    return bytes;
}

struct url_parts {
    std::string host;
    std::string path;
    std::string name;
};

url_parts parts_of(std::string_view url) {
    url.remove_prefix(std::min(url.size(), url.find("://") + 3));
    url = url.substr(0, url.find_first_of("?#"));
    const std::size_t slash = std::min(url.find('/'), url.size());
    std::string host(url.substr(0, slash));
    std::ranges::transform(host, host.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    url_parts parts{.host = plain_name(host), .path = {}, .name = std::string(name_of_a_folder)};
    url.remove_prefix(slash);
    bool is_folder = true;
    while (!url.empty()) {
        url.remove_prefix(1);
        const std::size_t end = std::min(url.find('/'), url.size());
        const std::string each = plain_name(percent_decoded(url.substr(0, end)));
        url.remove_prefix(end);
        is_folder = each.empty();
        if (is_folder) continue;
        if (!parts.path.empty()) parts.path += '/';
        parts.path += each;
        parts.name = each;
    }
    if (!is_folder) return parts;
    parts.name = name_of_a_folder;
    parts.path += parts.path.empty() ? "" : "/";
    parts.path += name_of_a_folder;
    return parts;
}

expansion filled_in(std::string_view text, std::string_view url, std::uint64_t n) {
    const url_parts parts = parts_of(url);
    const std::string number = std::to_string(n);
    const std::string_view extension = std::string_view(parts.name).substr(dot_in(parts.name));
    return expand(text, std::array<placeholder, 5>{{{.word = "{host}", .value = parts.host},
                                                    {.word = "{path}", .value = parts.path},
                                                    {.word = "{name}", .value = parts.name},
                                                    {.word = "{ext}", .value = extension},
                                                    {.word = "{n}", .value = number}}});
}

[[noreturn]] void refuse_path_template(std::string_view text, std::string_view why) {
    throw usage_error(
        fmt::format("{:?} is not a template of paths: {}. Right are {{host}}/{{path}}, {{name}} and "
                    "part/{{n}}{{ext}}",
                    text.substr(0, longest_template), why));
}

} // namespace

std::optional<std::string> path_fault(std::string_view path) {
    if (path.size() > longest_path) return "its target is longer than 1000 bytes";
    while (true) {
        const std::size_t end = std::min(path.find('/'), path.size());
        const std::string_view name = path.substr(0, end);
        if (name.empty() || safe_file_name(name) != name)
            return "its target is not a plain path below a folder: no '..', no '/' in front, no dot or "
                   "hyphen at "
                   "the beginning of a name, nothing that only some systems take";
        if (end == path.size()) return std::nullopt;
        path.remove_prefix(end + 1);
    }
}

path_template path_template::parse(std::string_view text) {
    if (text.empty()) refuse_path_template(text, "it is empty");
    if (text.size() > longest_template) refuse_path_template(text, "it is longer than 200 bytes");
    const expansion sample = filled_in(text, "http://example.org/a/b.png", 1);
    if (sample.has_stray_brace)
        refuse_path_template(text, "the placeholders are {host}, {path}, {name}, {ext} and {n}");
    if (path_fault(sample.text))
        refuse_path_template(text, "it has to be a path below the folder, of plain names between single '/'");
    return path_template(text);
}

std::string path_template::path_for(std::string_view url, std::uint64_t n) const {
    const std::string filled = filled_in(text_, url, n).text;
    std::string path;
    for (std::size_t begin = 0; begin <= filled.size();) {
        const std::size_t end = std::min(filled.find('/', begin), filled.size());
        const std::string name = plain_name(std::string_view(filled).substr(begin, end - begin));
        begin = end + 1;
        if (name.empty()) continue;
        if (!path.empty()) path += '/';
        path += name;
    }
    return path;
}

std::string with_mark(std::string_view path, std::string_view mark) {
    const std::size_t begin = path.rfind('/') + 1; // npos + 1 is 0
    const std::string_view name = path.substr(begin);
    const std::size_t dot = dot_in(name);
    const std::string_view extension = name.substr(dot);
    std::string marked(path.substr(0, begin));
    marked += safe_file_name(name.substr(0, dot), longest_file_name - mark.size() - extension.size());
    return marked.append(mark).append(extension);
}

} // namespace flags::catalog
