// UTF-8 as it comes: what is damaged stays as it is.
#include "base/controls.hpp"

#include <cstddef>
#include <string_view>

namespace flags {
namespace {

// The bytes of the control character at the front of `text`; 0 when there is none.
std::size_t control_at_front(std::string_view text) {
    const auto byte = [text](std::size_t at) {
        return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
    };
    if ((byte(0) < 0x20 && byte(0) != '\n') || byte(0) == 0x7f) return 1;
    if (byte(0) == 0xc2 && byte(1) >= 0x80 && byte(1) < 0xa0) return 2; // C1: U+0080 to U+009F
    if (byte(0) == 0xd8 && byte(1) == 0x9c) return 2;                   // U+061C
    if (byte(0) != 0xe2) return 0;
    const bool is_mark = byte(1) == 0x80 && (byte(2) == 0x8e || byte(2) == 0x8f);    // U+200E, U+200F
    const bool is_embedding = byte(1) == 0x80 && byte(2) >= 0xa8 && byte(2) <= 0xae; // U+2028 to U+202E
    const bool is_isolate = byte(1) == 0x81 && byte(2) >= 0xa6 && byte(2) <= 0xa9;   // U+2066 to U+2069
    return is_mark || is_embedding || is_isolate ? 3 : 0;
}

} // namespace

std::string without_controls(std::string text) {
    for (std::size_t place = 0; place < text.size(); ++place)
        if (const auto size = control_at_front(std::string_view(text).substr(place)); size > 0)
            text.replace(place, size, "?");
    return text;
}

} // namespace flags
