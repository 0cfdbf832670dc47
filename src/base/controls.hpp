// What keeps a stranger's text from acting on a terminal.
#pragma once

#include <string>

namespace flags {

/// Control characters but the end of a line become "?": they could change what a terminal shows. So do the characters that
/// change the direction of text (UAX #9) and Unicode's own ends of lines.
[[nodiscard]] std::string without_controls(std::string text);

} // namespace flags
