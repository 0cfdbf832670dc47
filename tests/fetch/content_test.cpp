// Which bodies are whole images of their type, and the messages for all others.
#include "fetch/sample_images.hpp"
#include "support/read_file.hpp"

#include <flags/base/error.hpp>
#include <flags/base/random.hpp>
#include <flags/fetch/content.hpp>

#include <doctest/doctest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

using namespace flags::fetch;
using namespace std::string_view_literals;
using flags::test::read_file;
using flags::test::sample_images;

namespace {

constexpr auto image_url = "https://flags.example/bd/bd.png"sv;

/// The sentence of the refusal, or nothing if the content passes.
std::string refusal(std::string_view bytes, media_type expected) {
    // A copy of the exact size, so that AddressSanitizer sees each byte that is read too far.
    const std::vector<char> exact(bytes.begin(), bytes.end());
    try {
        check_content({exact.data(), exact.size()}, expected, image_url);
        return {};
    } catch (const flags::content_error& refused) {
        return refused.what();
    }
}

bool says(std::string_view sentence, std::string_view part) {
    return sentence.find(part) != std::string_view::npos;
}

std::string_view sample(media_type type) { return sample_images.at(static_cast<std::size_t>(type)).bytes; }

const std::filesystem::path debian_flags = "/usr/share/iso-flags-png-320x240";

} // namespace

TEST_CASE("a file name's extension tells the type, in any case and with or without its dot") {
    CHECK(media_type_from_extension("png") == media_type::png);
    CHECK(media_type_from_extension(".GIF") == media_type::gif);
    CHECK(media_type_from_extension("jpg") == media_type::jpeg);
    CHECK(media_type_from_extension("JPEG") == media_type::jpeg);
    CHECK(media_type_from_extension("webp") == media_type::webp);
    CHECK(media_type_from_extension(".svg") == media_type::svg);
    for (const auto unknown : {"", ".", "..png", "pn", "pngx", "txt"})
        CHECK_FALSE(media_type_from_extension(unknown).has_value());
}

TEST_CASE("a whole image passes as its own type and as no other") {
    for (const auto& [type, words, bytes] : sample_images)
        for (const auto& other : sample_images) {
            CAPTURE(words);
            CAPTURE(other.words);
            const auto sentence = refusal(bytes, other.type);
            if (type == other.type)
                CHECK(sentence == "");
            else
                CHECK(sentence == std::string(image_url) + ": the answer is " + std::string(words) +
                                      ", not " + std::string(other.words) + ": check the address");
        }
}

TEST_CASE("every prefix of a whole image is refused") {
    for (const auto& [type, words, bytes] : sample_images) {
        const auto whole = bytes.substr(0, bytes.find_last_not_of('\n') + 1);
        for (std::size_t size = 0; size < whole.size(); ++size) {
            CAPTURE(words);
            CAPTURE(size);
            CHECK(refusal(whole.substr(0, size), type) != "");
        }
    }
}

TEST_CASE("an image that is cut in the middle is reported as cut") {
    for (const auto& [type, words, bytes] : sample_images) {
        const auto half = bytes.substr(0, bytes.size() - 8);
        CHECK(refusal(half, type) == std::string(image_url) + ": the answer is " + std::string(words) +
                                         " that is cut off (" + std::to_string(half.size()) +
                                         " bytes): try again");
    }
}

TEST_CASE("Debian's flags pass, and no prefix of one does") {
    if (!std::filesystem::exists(debian_flags)) {
        std::puts("SKIPPED: the package iso-flags-png-320x240 is not installed");
        return;
    }
    std::size_t checked = 0;
    for (const auto& entry : std::filesystem::directory_iterator(debian_flags)) {
        CAPTURE(entry.path());
        CHECK(refusal(read_file(entry.path()), media_type::png) == "");
        ++checked;
    }
    CHECK(checked > 200);
    const auto whole = read_file(debian_flags / "bd.png");
    std::size_t passed = 0;
    for (std::size_t size = 0; size < whole.size(); ++size)
        passed += refusal(whole.substr(0, size), media_type::png).empty() ? 1U : 0U;
    CHECK(passed == 0);
}

TEST_CASE("a body that is not an image is reported as what it is") {
    const auto looks = [](std::string_view bytes) {
        const auto sentence = refusal(bytes, media_type::png);
        constexpr auto start = ": the answer is "sv;
        constexpr auto end = ", not a PNG image: check the address"sv;
        const auto from = sentence.find(start) + start.size();
        REQUIRE(sentence.ends_with(end));
        return sentence.substr(from, sentence.size() - end.size() - from);
    };
    CHECK(looks("") == "empty");
    CHECK(looks("<!DOCTYPE html><title>404</title>") == "an HTML page");
    CHECK(looks("\xef\xbb\xbf\n <!-- x --> <HTML>") == "an HTML page");
    CHECK(looks("<h1>Not found</h1>") == "an HTML page");
    CHECK(looks("<?xml version='1.0'?><Error><Code>NoSuchKey</Code></Error>") == "some other markup text");
    CHECK(looks("<!DOCTYPE svg [ <!ENTITY a '>") == "some other markup text");
    CHECK(looks(" {\"error\": 404}") == "JSON");
    CHECK(looks("[]") == "JSON");
    CHECK(looks("Not found\n") == "plain text");
    CHECK(looks("\x1f\x8b\x08\0\0"sv) == "gzip-compressed data");
    CHECK(looks("\0\1\2"sv) == "unknown data");
    CHECK(looks("\x89PNG") == "unknown data");
}

TEST_CASE("a structure without a picture is refused") {
    CHECK(says(refusal("GIF89a\1\0\1\0\0\0\0;"sv, media_type::gif), "without a picture"));
    CHECK(says(refusal("\xff\xd8\xff\xd9"sv, media_type::jpeg), "without a picture"));
    CHECK(says(refusal("RIFF\4\0\0\0WEBP"sv, media_type::webp), "without a picture"));
    auto png = std::string(sample(media_type::png));
    png.replace(png.find("IDAT"), 4, "tEXt");
    CHECK(says(refusal(png, media_type::png), "without a picture"));
}

TEST_CASE("a broken structure is reported as damaged") {
    auto png = std::string(sample(media_type::png));
    png.replace(png.find("IHDR"), 4, "IHDX");
    CHECK(says(refusal(png, media_type::png), "with a damaged header"));
    CHECK(says(refusal("GIF87a\1\0\1\0\0\0\0\1;"sv, media_type::gif), "that is damaged"));
    for (const auto segment : {"\xff\xe0\0\1"sv, "\xff\xd8"sv, "\xff\xd0"sv, "\xff\x01"sv, "\1"sv})
        CHECK(says(refusal(std::string("\xff\xd8\xff\xe0\0\2"sv) + std::string(segment), media_type::jpeg),
                   "that is damaged"));
}

TEST_CASE("a length beyond the end is reported as a cut") {
    auto png = std::string(sample(media_type::png));
    png.replace(png.find("IDAT") - 4, 4, "\xff\xff\xff\xff");
    CHECK(says(refusal(png, media_type::png), "that is cut off"));
    auto webp = std::string(sample(media_type::webp));
    webp.replace(webp.find("VP8L") + 4, 4, "\xff\xff\xff\xff");
    CHECK(says(refusal(webp, media_type::webp), "that is cut off"));
}

TEST_CASE("data after the end is refused unless the format is used with padding") {
    for (const auto& [type, words, bytes] : sample_images) {
        CAPTURE(words);
        const auto sentence = refusal(std::string(bytes) + "<br>Warning: headers already sent", type);
        if (type == media_type::gif || type == media_type::jpeg)
            CHECK(sentence == "");
        else
            CHECK(says(sentence, "with other data after its end"));
    }
}

TEST_CASE("an SVG ends where its root element does") {
    for (const auto whole :
         {"<svg></svg>", "<svg/>", "<s:svg xmlns:s='x'></s:svg>", "<svg a='/>' b=\"'>\"></svg>",
          "<svg><svg></svg><g/><!-- <g> --><?x <g> ?><![CDATA[<g>]]></svg>",
          "<svg></svg><!-- made by hand --><?x y?>\n"})
        CHECK_MESSAGE(refusal(whole, media_type::svg) == "", whole);
    for (const auto cut : {"<svg><svg></svg>", "<svg", "<svg a='></svg>", "<svg><!-- </svg>",
                           "<svg><![CDATA[</svg>", "<svg><?x </svg>"})
        CHECK_MESSAGE(refusal(cut, media_type::svg) != "", cut);
    CHECK(refusal("<svg></svg><!-- made by ha", media_type::svg) != "");
    CHECK(refusal("<svg></svg><svg></svg>", media_type::svg) != "");
}

TEST_CASE("images with random changes are read without harm") {
    // Sanitizers judge; without them a read too far may pass here.
    flags::splitmix64 random(20);
    std::size_t refused = 0;
    for (const auto& [type, words, bytes] : sample_images)
        for (int round = 0; round < 4000; ++round) {
            std::string changed(bytes);
            for (int change = 0; change < 3; ++change)
                changed[random() % changed.size()] = static_cast<char>(random() % 256);
            changed.resize(random() % changed.size() + 1);
            refused += refusal(changed, type).empty() ? 0U : 1U;
        }
    CHECK(refused > 10000);
}
