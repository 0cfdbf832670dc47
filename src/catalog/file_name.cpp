// Characters are judged one by one, then the name as a whole (libunistring knows Unicode).
#include <flags/catalog/file_name.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

namespace flags::catalog {
namespace {

// libunistring's strings are uint8_t, which may look at any bytes.
const std::uint8_t* units(std::string_view text) {
    return reinterpret_cast<const std::uint8_t*>(text.data());
}

struct c_free {
    void operator()(std::uint8_t* memory) const noexcept { std::free(memory); } // NOLINT(*-no-malloc)
};

std::string taken(std::uint8_t* made, std::size_t size) {
    const std::unique_ptr<std::uint8_t, c_free> owned(made);
    if (!owned) throw std::bad_alloc();
    return {reinterpret_cast<const char*>(owned.get()), size};
}

bool is_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80U; });
}

char lower_case(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string composed(std::string_view text) {
    if (is_ascii(text)) return std::string(text); // the common case
    std::size_t size = 0;
    std::uint8_t* const made = u8_normalize(UNINORM_NFC, units(text), text.size(), nullptr, &size);
    return taken(made, size);
}

bool is_invisible(ucs4_t character) {
    return uc_is_general_category_withtable(character,
                                            UC_CATEGORY_MASK_C | UC_CATEGORY_MASK_Zl | UC_CATEGORY_MASK_Zp) ||
           uc_is_property_default_ignorable_code_point(character);
}

bool is_space(ucs4_t character) { return uc_is_general_category_withtable(character, UC_CATEGORY_MASK_Zs); }

void add(std::string& name, ucs4_t character, std::string_view bytes) {
    constexpr std::string_view forbidden = R"(/\:*?"<>|)";
    if (is_space(character))
        name += ' ';
    else if (bytes.size() == 1 && forbidden.contains(bytes.front()))
        name += '_';
    else if (!is_invisible(character))
        name += bytes;
}

std::string filtered(std::string_view text) {
    std::string name;
    while (!text.empty()) {
        ucs4_t character = 0;
        const int length = u8_mbtoucr(&character, units(text), text.size());
        const std::size_t taken =
            length > 0 ? static_cast<std::size_t>(length) : 1; // else no UTF-8: one byte goes
        if (length > 0) add(name, character, text.substr(0, taken));
        text.remove_prefix(taken);
    }
    return name;
}

void trim_end(std::string& name) { name.erase(name.find_last_not_of(" .") + 1); }

void cut(std::string& name, std::size_t limit) {
    if (name.size() > limit) {
        const auto continues = [&](std::size_t at) {
            return (static_cast<unsigned char>(name[at]) & 0xC0U) == 0x80U;
        };
        while (limit > 0 && continues(limit))
            --limit;
        name.resize(limit);
    }
    trim_end(name);
}

// CON, PRN, AUX, NUL, COM0 to COM9, LPT0 to LPT9 (also with superscript digits), CONIN$, CONOUT$: in any case, with any
// extension.
bool is_device(std::string_view name) {
    std::string stem(name.substr(0, name.find('.')));
    stem.erase(stem.find_last_not_of(' ') + 1);
    std::ranges::transform(stem, stem.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    constexpr std::array<std::string_view, 6> devices = {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"};
    if (std::ranges::find(devices, stem) != devices.end()) return true;
    if (!stem.starts_with("COM") && !stem.starts_with("LPT")) return false;
    const auto number = std::string_view(stem).substr(3);
    if (number.size() == 1) return number.front() >= '0' && number.front() <= '9';
    return number == "\u00B9" || number == "\u00B2" || number == "\u00B3";
}

} // namespace

std::string safe_file_name(std::string_view text, std::size_t limit) {
    std::string name = composed(filtered(text));
    name.erase(0, name.find_first_not_of(" .-"));
    cut(name, limit);
    if (is_device(name)) {
        name.insert(0, "_");
        cut(name, limit);
    }
    return name;
}

std::string folded_file_name(std::string_view name) {
    if (is_ascii(name)) { // the common case
        std::string lower(name);
        std::ranges::transform(lower, lower.begin(), lower_case);
        return lower;
    }
    std::size_t size = 0;
    std::uint8_t* const made = u8_casefold(units(name), name.size(), nullptr, UNINORM_NFC, nullptr, &size);
    return taken(made, size);
}

} // namespace flags::catalog
