// A forward scan that never goes back: linear in the text, whatever a server sends.
#include "fetch/markup.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace flags::fetch {
namespace {

constexpr std::string_view blanks = " \t\r\n";
constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

/// std::tolower depends on the locale.
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// The text after the first `mark`, or `otherwise`.
std::string_view after(std::string_view text, std::string_view mark, std::string_view otherwise) {
    const auto at = text.find(mark);
    return at == std::string_view::npos ? otherwise : text.substr(at + mark.size());
}

bool starts_with_ignoring_case(std::string_view text, std::string_view word) {
    return equal_ignoring_case(text.substr(0, word.size()), word);
}

/// The text after a document type declaration, whose internal subset may hold `>` in quotes and comments.
std::string_view skip_doctype(std::string_view text) {
    bool in_subset = false;
    while (!text.empty()) {
        if (text.starts_with("<!--")) {
            text = after(text, "-->", {});
            continue;
        }
        const char c = text.front();
        text.remove_prefix(1);
        if (c == '>' && !in_subset) return text;
        if (c == '[') in_subset = true;
        if (c == ']') in_subset = false;
        if (c == '"' || c == '\'') text = after(text, std::string_view(&c, 1), {});
    }
    return text;
}

std::string_view skip_prolog(std::string_view text) {
    text = skip_misc(text);
    return starts_with_ignoring_case(text, "<!doctype") ? skip_misc(skip_doctype(text)) : text;
}

/// The tag that `text` starts with, whose attributes may hold `>` in quotes; nothing when it does not end.
std::string_view first_tag(std::string_view text) {
    auto at = text.find_first_of("\"'>");
    while (at != std::string_view::npos && text[at] != '>') {
        at = text.find(text[at], at + 1);
        if (at != std::string_view::npos) at = text.find_first_of("\"'>", at + 1);
    }
    return at == std::string_view::npos ? std::string_view{} : text.substr(0, at + 1);
}

} // namespace

bool equal_ignoring_case(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, {}, lower, lower);
}

std::string_view skip_blanks(std::string_view text) {
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    return text.substr(std::min(text.find_first_not_of(blanks), text.size()));
}

std::string_view skip_misc(std::string_view text) {
    for (;;) {
        text = skip_blanks(text);
        auto left = text;
        if (text.starts_with("<!--")) left = after(text, "-->", text);
        if (text.starts_with("<?")) left = after(text, "?>", text);
        if (left.size() == text.size()) return text;
        text = left;
    }
}

std::string_view root_name(std::string_view text) {
    text = skip_prolog(text);
    if (!text.starts_with('<')) return {};
    text.remove_prefix(1);
    const auto end = text.find_first_of(" \t\r\n/>");
    return end == std::string_view::npos ? std::string_view{} : text.substr(0, end);
}

std::string_view local_name(std::string_view qualified) { return qualified.substr(qualified.rfind(':') + 1); }

std::optional<std::string_view> after_root_element(std::string_view text) {
    text = skip_prolog(text);
    for (std::size_t depth = 0;;) {
        text = text.substr(std::min(text.find('<'), text.size()));
        if (text.starts_with("<!--")) {
            text = after(text, "-->", {});
        } else if (text.starts_with("<![CDATA[")) {
            text = after(text, "]]>", {});
        } else if (text.starts_with("<?")) {
            text = after(text, "?>", {});
        } else {
            const auto tag = first_tag(text);
            if (tag.empty()) return std::nullopt;
            text.remove_prefix(tag.size());
            if (tag.starts_with("</"))
                --depth; // the root's start tag was the first, so there is one to close
            else if (!tag.ends_with("/>"))
                ++depth;
            if (depth == 0) return text;
        }
    }
}

bool is_html(std::string_view text) {
    static constexpr std::array<std::string_view, 6> names{"html", "head", "title", "body", "h1", "p"};
    const auto root = root_name(text);
    return starts_with_ignoring_case(skip_misc(text), "<!doctype html") ||
           std::ranges::any_of(names, [root](auto name) { return equal_ignoring_case(root, name); });
}

} // namespace flags::fetch
