// In UTF-8 every byte but a continuation begins a code point.
#include "report/text_layout.hpp"

namespace flags::report {
namespace {

bool begins_column(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }

} // namespace

std::size_t width_of(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, begins_column));
}

std::string cut(std::string_view text, std::size_t width) {
    if (width_of(text) <= width) return std::string(text);
    std::string shorter;
    std::size_t taken = 0;
    for (const char byte : text) {
        if (begins_column(byte)) ++taken;
        if (taken >= width) break;
        shorter += byte;
    }
    return shorter + "…";
}

std::string padded(const std::string& text, std::size_t width) {
    return text + std::string(width - std::min(width, width_of(text)), ' ');
}

std::string wrapped(std::string_view text, std::size_t width, std::size_t indent) {
    const std::string new_line = '\n' + std::string(indent, ' ');
    std::string result;
    std::size_t column = 0; // behind the indent
    while (!text.empty()) {
        const auto word = text.substr(0, std::min(text.find_first_of(" \n"), text.size()));
        if (column > 0 && indent + column + 1 + width_of(word) > width) {
            result += new_line;
            column = 0;
        } else if (column > 0) {
            result += ' ';
            ++column;
        }
        result += word;
        column += width_of(word);
        text.remove_prefix(word.size());
        if (text.starts_with('\n')) {
            result += new_line;
            column = 0;
        }
        text.remove_prefix(std::min<std::size_t>(text.size(), 1));
    }
    return result;
}

} // namespace flags::report
