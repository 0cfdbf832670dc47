// The grammar of host names; libidn2 for what is not ASCII.
#include <flags/dns/domain_name.hpp>

#include <algorithm>
#include <cstddef>
#include <idn2.h>
#include <memory>
#include <new>

namespace flags::dns {

namespace {

constexpr std::size_t longest_name = 253; // RFC 1035, 2.3.4: 255 in the message, with a length byte in front
constexpr std::size_t longest_label = 63;
constexpr std::size_t most_bytes = 4 * longest_name; // UTF-8 has at most 4 for a character

using result = std::expected<std::string, std::string>;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter_or_digit(char c) { return (c >= 'a' && c <= 'z') || is_digit(c); }
bool is_control(char c) { return static_cast<unsigned char>(c) <= ' ' || c == '\x7f'; }
bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }

std::string lower(std::string_view text) {
    std::string name(text);
    std::ranges::transform(name, name.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return name;
}

result to_a_labels(const std::string& text) {
    char* made = nullptr;
    const int status = idn2_to_ascii_8z(text.c_str(), &made,
                                        IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL | IDN2_USE_STD3_ASCII_RULES);
    const std::unique_ptr<char, decltype([](char* name) { idn2_free(name); })> name(made);
    if (status == IDN2_MALLOC) throw std::bad_alloc();
    if (status != IDN2_OK) return std::unexpected(std::string(idn2_strerror(status)));
    return lower(name.get());
}

// What is wrong with a label; empty for a right one.
std::string_view fault_of(std::string_view label) {
    if (label.empty()) return "a label between its dots is empty";
    if (label.size() > longest_label) return "a label is longer than 63 characters";
    if (label.starts_with('-') || label.ends_with('-')) return "a label begins or ends with a hyphen";
    if (!std::ranges::all_of(label, [](char c) { return is_letter_or_digit(c) || c == '-'; }))
        return "only letters, digits and hyphens make a label";
    return {};
}

} // namespace

result ascii_name(std::string_view text) {
    if (text.size() > most_bytes) return std::unexpected("it is longer than any domain name");
    if (std::ranges::any_of(text, is_control))
        return std::unexpected("it has a space or a control character in it");
    std::string name = lower(text);
    if (!std::ranges::all_of(name, is_ascii) || name.find("xn--") != std::string::npos) {
        result converted = to_a_labels(name);
        if (!converted.has_value()) return converted;
        name = std::move(*converted);
    }
    if (name.ends_with('.')) name.pop_back(); // the root, which each name ends with anyway
    if (name.size() > longest_name) return std::unexpected("it is longer than 253 characters");
    std::string_view last;
    for (std::size_t begin = 0; begin <= name.size(); begin += last.size() + 1) {
        last = std::string_view(name).substr(begin, name.find('.', begin) - begin);
        if (const auto fault = fault_of(last); !fault.empty()) return std::unexpected(std::string(fault));
    }
    if (std::ranges::all_of(last, is_digit))
        return std::unexpected("its last label is a number, as in an address");
    if (last == "onion") return std::unexpected("names under .onion are not for name servers (RFC 7686)");
    return name;
}

} // namespace flags::dns
