// Images of a chosen size.
#include "origin/sized_flags.hpp"
#include "support/read_file.hpp"
#include "support/temp_dir.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <string_view>

using namespace flags;

TEST_CASE("a PNG has exactly the size that is asked for, and the chunks of one") {
    using namespace std::string_view_literals;
    for (const std::size_t bytes : {origin::least_png_bytes, std::size_t{101}, std::size_t{20'000}}) {
        const auto image = origin::png_of_size(bytes);
        CHECK(image.size() == bytes);
        CHECK(image.starts_with("\x89PNG\r\n\x1a\n\0\0\0\x0DIHDR"sv));
        CHECK(image.contains("IDAT"));
        CHECK(image.ends_with("\0\0\0\0IEND\xAE\x42\x60\x82"sv)); // the CRC that every PNG ends with
    }
}

TEST_CASE("sized flags are laid out as a server serves them") {
    const test::temp_dir folder;
    const std::array codes{catalog::country_code::parse("CN"), catalog::country_code::parse("BR")};
    origin::write_sized_flags(folder.path(), codes, std::array<std::size_t, 2>{5'000, 700});
    CHECK(test::read_file(folder.path() / "cn" / "cn.png").size() == 5'000);
    CHECK(test::read_file(folder.path() / "br" / "br.png").size() == 700);
}
