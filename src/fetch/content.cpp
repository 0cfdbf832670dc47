// One bound-checked reader and a short walk for each image format.
#include "fetch/markup.hpp"

#include <flags/base/error.hpp>
#include <flags/fetch/content.hpp>

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <string>
#include <utility>

namespace flags::fetch {
namespace {

using namespace std::string_view_literals;

constexpr auto png_signature = "\x89PNG\r\n\x1a\n"sv;

std::string_view words_of(media_type type) {
    switch (type) {
    case media_type::gif:
        return "a GIF image";
    case media_type::png:
        return "a PNG image";
    case media_type::jpeg:
        return "a JPEG image";
    case media_type::webp:
        return "a WebP image";
    case media_type::svg:
        return "an SVG image";
    }
    std::unreachable();
}

std::optional<media_type> type_of_signature(std::string_view bytes) {
    if (bytes.starts_with(png_signature)) return media_type::png;
    if (bytes.starts_with("GIF87a"sv) || bytes.starts_with("GIF89a"sv)) return media_type::gif;
    if (bytes.starts_with("\xff\xd8\xff"sv)) return media_type::jpeg;
    if (bytes.starts_with("RIFF"sv) && bytes.substr(4).substr(0, 8).ends_with("WEBP"sv))
        return media_type::webp;
    if (local_name(root_name(bytes)) == "svg"sv) return media_type::svg;
    return std::nullopt;
}

/// What a server may have sent instead, judged by the first bytes.
std::string_view words_of_stranger(std::string_view bytes) {
    if (bytes.empty()) return "empty";
    if (bytes.starts_with("\x1f\x8b"sv)) return "gzip-compressed data";
    const auto text = skip_blanks(bytes);
    if (text.starts_with('<')) return is_html(bytes) ? "an HTML page" : "some other markup text";
    if (text.starts_with('{') || text.starts_with('[')) return "JSON";
    const auto is_no_text = [](char c) {
        return (c < ' ' || c > '~') && c != '\t' && c != '\r' && c != '\n';
    };
    return std::ranges::any_of(text.substr(0, 64), is_no_text) ? "unknown data" : "plain text";
}

/// Reads forward through one file; running past its end throws that the file is cut off.
class reader {
public:
    reader(std::string_view bytes, media_type type, std::string_view url)
        : whole_(bytes), rest_(bytes), type_(type), url_(url) {}

    [[nodiscard]] std::string_view rest() const { return rest_; }

    std::string_view take(std::size_t count) {
        if (count > rest_.size()) fail("that is cut off");
        const auto taken = rest_.substr(0, count);
        rest_.remove_prefix(count);
        return taken;
    }

    std::uint8_t u8() { return static_cast<std::uint8_t>(take(1).front()); }
    std::uint16_t u16() { return static_cast<std::uint16_t>(number(2)); }
    std::uint32_t u32() { return number(4); }
    std::uint32_t u32_little_endian() { return std::byteswap(number(4)); }

    [[noreturn]] void fail(std::string_view how) const {
        throw content_error(fmt::format("{}: the answer is {} {} ({} bytes): try again", url_,
                                        words_of(type_), how, whole_.size()));
    }

    void finish(bool has_picture) const {
        if (!has_picture) fail("without a picture in it");
    }

    void finish_at_end(bool has_picture) const {
        finish(has_picture);
        if (!rest_.empty()) fail("with other data after its end");
    }

private:
    std::uint32_t number(std::size_t bytes) {
        std::uint32_t value = 0;
        for (const char c : take(bytes))
            value = value << 8U | static_cast<std::uint8_t>(c);
        return value;
    }

    std::string_view whole_;
    std::string_view rest_;
    media_type type_;
    std::string_view url_;
};

void walk_png(reader in) {
    in.take(png_signature.size());
    if (in.u32() != 13 || in.take(4) != "IHDR"sv) in.fail("with a damaged header");
    in.take(13 + 4);
    bool has_picture = false;
    for (;;) {
        const std::size_t length = in.u32();
        const auto type = in.take(4);
        in.take(length);
        in.take(4); // the CRC
        if (type == "IDAT"sv) has_picture = true;
        if (type == "IEND"sv) return in.finish_at_end(has_picture);
    }
}

/// A logical screen and an image descriptor both end with flags that may announce a colour table (18, 20).
void skip_gif_colour_table(reader& in, std::uint8_t flags) {
    if ((flags & 0x80U) != 0) in.take(std::size_t{3} << ((flags & 0x07U) + 1));
}

void skip_gif_sub_blocks(reader& in) {
    while (const auto length = in.u8())
        in.take(length);
}

void walk_gif(reader in) {
    in.take(6 + 4);
    const auto screen_flags = in.u8();
    in.take(2);
    skip_gif_colour_table(in, screen_flags);
    bool has_picture = false;
    for (;;) {
        switch (in.u8()) {
        case 0x21: // an extension: its label, then its data
            in.take(1);
            skip_gif_sub_blocks(in);
            break;
        case 0x2c: // an image: its place, its colours, the code size, then its data
            in.take(8);
            skip_gif_colour_table(in, in.u8());
            in.take(1);
            skip_gif_sub_blocks(in);
            has_picture = true;
            break;
        case 0x3b:
            return in.finish(has_picture);
        default:
            in.fail("that is damaged");
        }
    }
}

/// After a scan's header come entropy-coded bytes, in which FF is data when 00 or a restart marker follows
/// (B.1.1.5).
void skip_jpeg_scan(reader& in) {
    const auto is_data = [](std::uint8_t c) { return c == 0x00 || (c >= 0xd0 && c <= 0xd7); };
    const auto data = in.rest();
    auto at = data.find('\xff');
    while (at < data.size() - 1 && is_data(static_cast<std::uint8_t>(data[at + 1])))
        at = data.find('\xff', at + 2);
    in.take(at); // npos, no further marker, is a scan that is cut off
}

void walk_jpeg(reader in) {
    in.take(2);
    bool has_picture = false;
    for (;;) {
        if (in.u8() != 0xff) in.fail("that is damaged");
        auto marker = in.u8();
        while (marker == 0xff) // any marker may have fill bytes before it (B.1.1.2)
            marker = in.u8();
        if (marker == 0xd9) return in.finish(has_picture);
        // Below C0 nothing is in use, and a restart or a second start cannot stand between segments.
        if (marker < 0xc0 || (marker >= 0xd0 && marker <= 0xd8)) in.fail("that is damaged");
        const auto length = in.u16(); // counts its own two bytes
        if (length < 2) in.fail("that is damaged");
        in.take(length - 2U);
        if (marker == 0xda) {
            has_picture = true;
            skip_jpeg_scan(in);
        }
    }
}

void walk_webp(reader in) {
    in.take(4);
    const auto riff_size = in.u32_little_endian();
    if (riff_size < in.rest().size()) in.fail("with other data after its end");
    if (riff_size > in.rest().size()) in.fail("that is cut off");
    in.take(4);
    bool has_picture = false;
    while (!in.rest().empty()) {
        const auto type = in.take(4);
        const std::size_t length = in.u32_little_endian();
        in.take(length + length % 2); // chunks are padded to even sizes (2.3)
        if (type == "VP8 "sv || type == "VP8L"sv || type == "ANMF"sv) has_picture = true;
    }
    in.finish(has_picture);
}

void walk_svg(const reader& in) {
    const auto rest = after_root_element(in.rest());
    if (!rest) in.fail("that is cut off");
    if (!skip_misc(*rest).empty()) in.fail("with other data after its end");
}

} // namespace

std::optional<media_type> media_type_from_extension(std::string_view extension) {
    static constexpr std::array<std::pair<std::string_view, media_type>, 6> known{{
        {"gif", media_type::gif},
        {"png", media_type::png},
        {"jpg", media_type::jpeg},
        {"jpeg", media_type::jpeg},
        {"webp", media_type::webp},
        {"svg", media_type::svg},
    }};
    if (extension.starts_with('.')) extension.remove_prefix(1);
    for (const auto& [word, type] : known)
        if (equal_ignoring_case(word, extension)) return type;
    return std::nullopt;
}

void check_content(std::string_view bytes, media_type expected, std::string_view url) {
    const auto found = type_of_signature(bytes);
    if (found != expected) {
        const auto words = found ? words_of(*found) : words_of_stranger(bytes);
        throw content_error(
            fmt::format("{}: the answer is {}, not {}: check the address", url, words, words_of(expected)));
    }
    const reader in(bytes, expected, url);
    switch (expected) {
    case media_type::gif:
        return walk_gif(in);
    case media_type::png:
        return walk_png(in);
    case media_type::jpeg:
        return walk_jpeg(in);
    case media_type::webp:
        return walk_webp(in);
    case media_type::svg:
        return walk_svg(in);
    }
}

void check_any_image(std::string_view bytes, std::string_view url) {
    const auto found = type_of_signature(bytes);
    if (!found)
        throw content_error(fmt::format("{}: the answer is {}, not an image: check the address", url,
                                        words_of_stranger(bytes)));
    check_content(bytes, *found, url);
}

} // namespace flags::fetch
