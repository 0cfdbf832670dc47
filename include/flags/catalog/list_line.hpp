// One line of a list of files to fetch.
#pragma once

#include <cstddef>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace flags::catalog {

/// What a line asks for. `url` is good (see url_fault), `target` is a path below a folder (see path_fault).
struct list_entry {
    std::string url;
    std::string target; ///< empty when the line does not choose it
    std::string sha256; ///< 64 hexadecimal digits in lower case; empty when the line does not know it

    bool operator==(const list_entry&) const = default;
};

/// The longest line, in bytes.
inline constexpr std::size_t longest_list_line = std::size_t{64} << 10U;

/// Reads `URL`, `URL<TAB>target`, or an object in JSON: `{"url": …, "target": …, "sha256": …}`, of which only the URL is
/// needed. White space around it, a byte order mark and a carriage return do not count. Nothing for an empty line and for
/// one that begins with '#'.
/// Errors: why the line asks for nothing, as half a sentence that has nothing of the line in it, so that lines with one
/// fault can be counted together.
/// Threads: any. Any bytes are safe.
[[nodiscard]] std::expected<std::optional<list_entry>, std::string> parse_list_line(std::string_view line);

} // namespace flags::catalog
