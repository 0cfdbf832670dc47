// Entity tags may contain commas, so the list is read by the grammar and not split.
#include "origin/entity_tag.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cstddef>

namespace flags::origin {
namespace {

void skip(std::string_view& text, std::string_view characters) {
    text.remove_prefix(std::min(text.find_first_not_of(characters), text.size()));
}

std::string_view without_weakness(std::string_view tag) {
    return tag.starts_with("W/") ? tag.substr(2) : tag;
}

} // namespace

std::string entity_tag(const struct stat& file) {
    return fmt::format("\"{:x}-{:x}.{:x}-{:x}\"", file.st_size, file.st_mtim.tv_sec, file.st_mtim.tv_nsec,
                       file.st_ino);
}

bool lists_entity_tag(std::string_view field, std::string_view tag) {
    const std::string_view wanted = without_weakness(tag);
    skip(field, " \t");
    if (field == "*") return true;
    while (!field.empty()) {
        skip(field, " \t,"); // empty list elements are allowed (RFC 9110 section 5.6.1)
        field = without_weakness(field);
        if (!field.starts_with('"')) return false;
        const std::size_t end = field.find('"', 1);
        if (end == std::string_view::npos) return false;
        if (field.substr(0, end + 1) == wanted) return true;
        field.remove_prefix(end + 1);
        skip(field, " \t");
        if (!field.empty() && field.front() != ',') return false;
    }
    return false;
}

} // namespace flags::origin
