// Just enough XML and HTML to find the root element's name (XML 1.0, 2.8) and to see that nothing follows a
// document.
#pragma once

#include <optional>
#include <string_view>

namespace flags::fetch {

[[nodiscard]] bool equal_ignoring_case(std::string_view a, std::string_view b);

/// What is left after a byte order mark and blanks.
[[nodiscard]] std::string_view skip_blanks(std::string_view text);

/// What is left after blanks, comments and processing instructions. One that does not end is not skipped.
[[nodiscard]] std::string_view skip_misc(std::string_view text);

/// The qualified name of the root element, for example "svg" or "svg:svg". Never one of these if the text
/// ends before its root's name does; empty if it is no markup.
[[nodiscard]] std::string_view root_name(std::string_view text);

/// The name without its namespace prefix.
[[nodiscard]] std::string_view local_name(std::string_view qualified);

/// What is left after the end of the root element, which root_name() found; empty optional when it does not
/// end.
[[nodiscard]] std::optional<std::string_view> after_root_element(std::string_view text);

/// Whether the text begins as web servers' pages do, fragments included.
[[nodiscard]] bool is_html(std::string_view text);

} // namespace flags::fetch
