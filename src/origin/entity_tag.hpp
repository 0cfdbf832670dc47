// Entity tags: made from a file's metadata, and compared with what a client sends.
#pragma once

#include <string>
#include <string_view>
#include <sys/stat.h>

namespace flags::origin {

/// A strong entity tag, quotes included. It changes with the file's size, modification time and inode.
[[nodiscard]] std::string entity_tag(const struct stat& file);

/// Whether an If-None-Match field with this value lists `tag`, or is `*`. Compares weakly, so that W/"x"
/// matches "x". What stands before a syntax error still counts, what follows it does not.
/// Source: RFC 9110 sections 8.8.3 and 13.1.2.
[[nodiscard]] bool lists_entity_tag(std::string_view field, std::string_view tag);

} // namespace flags::origin
