// How files of any URLs are called: paths below a folder.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace flags::catalog {

/// The longest path below a folder, in bytes.
inline constexpr std::size_t longest_path = 1'000;

/// Why `path` is not one that a file may have below a folder, as half a sentence; empty when it is one: plain names as
/// safe_file_name() makes them, separated by single '/'. So it neither leaves the folder nor hides.
[[nodiscard]] std::optional<std::string> path_fault(std::string_view path);

/// A value; its text is known to be good.
class path_template {
public:
    /// Reads a relative path with placeholders: `{host}` is the URL's host, with its port if it has one; `{path}` its
    /// path; `{name}` the last part of that, with its extension; `{ext}` the extension with its dot, or nothing; `{n}` a
    /// number. Percent-encoding is undone, and each part becomes what safe_file_name() makes of it; a URL without a path
    /// has the name index.html.
    /// Errors: usage_error that names the text and a right example.
    [[nodiscard]] static path_template parse(std::string_view text);

    /// The path of the file for `url`, which has no url_fault() and is number `n`. It has no path_fault(), but for its length.
    [[nodiscard]] std::string path_for(std::string_view url, std::uint64_t n) const;

private:
    explicit path_template(std::string_view text) : text_(text) {}

    std::string text_;
};

/// `path` with `mark` before its extension: "a/b_7.png". The name stays as short as a file system takes it.
[[nodiscard]] std::string with_mark(std::string_view path, std::string_view mark);

} // namespace flags::catalog
