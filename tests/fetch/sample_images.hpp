// The smallest whole file of each type, made by hand.
#pragma once

#include <flags/fetch/content.hpp>

#include <array>
#include <string_view>

namespace flags::test {

struct sample_image {
    fetch::media_type type;
    std::string_view words;
    std::string_view bytes;
};

inline constexpr auto sample_images = [] {
    using namespace std::string_view_literals;
    using fetch::media_type;
    return std::array{
        sample_image{.type = media_type::gif,
                     .words = "a GIF image",
                     .bytes =
                         "GIF89a\1\0\1\0\x80\0\0\xff\xff\xff\0\0\0"       // screen, two colours
                         "\x21\xf9\4\0\0\0\0\0"                           // graphic control extension
                         ",\0\0\0\0\1\0\1\0\x80\0\0\0\xff\xff\xff\2\2D\1" // image with its own two colours
                         "\0;"sv},
        sample_image{.type = media_type::png,
                     .words = "a PNG image",
                     .bytes = "\x89PNG\r\n\x1a\n"
                              "\0\0\0\rIHDR\0\0\0\1\0\0\0\1\1\0\0\0\0\x37\x6e\xf9\x24"
                              "\0\0\0\nIDATx\x9c\x63\x60\0\0\0\2\0\1\x48\xaf\xa4\x71"
                              "\0\0\0\0IEND\xae\x42\x60\x82"sv},
        // Two scans as in a progressive file, data FF 00, a restart marker and a fill byte before the end.
        sample_image{.type = media_type::jpeg,
                     .words = "a JPEG image",
                     .bytes = "\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0"
                              "\xff\xc2\0\x0b\x08\0\1\0\1\1\1\x11\0"
                              "\xff\xda\0\x08\1\1\0\0\0\0\x12\xff\0\x34\xff\xd0\x56"
                              "\xff\xda\0\x08\1\1\0\1\x3f\0\x78"
                              "\xff\xff\xd9"sv},
        sample_image{.type = media_type::webp,
                     .words = "a WebP image",
                     .bytes = "RIFF\x1a\0\0\0WEBP"
                              "VP8L\4\0\0\0\x2f\0\0\0"
                              "EXIF\1\0\0\0x\0"sv}, // an odd size and its padding
        sample_image{.type = media_type::svg,
                     .words = "an SVG image",
                     .bytes = "\xef\xbb\xbf<?xml version='1.0'?>\n"
                              "<!-- </svg> > -->\n"
                              "<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' \"svg11.dtd\" [\n"
                              "<!ENTITY a \"]>\"> <!-- don't -->\n"
                              "]>\n"
                              "<svg xmlns='http://www.w3.org/2000/svg'><path d='M0 0h1v1z'/></svg >\n"sv},
    };
}();

} // namespace flags::test
