// PNG, third edition, sections 5 and 11. The pixel is stored without compression (RFC 1950, RFC 1951).
#include "origin/sized_flags.hpp"

#include <flags/base/error.hpp>

#include <cerrno>
#include <cstdint>
#include <fstream>
#include <string_view>

namespace flags::origin {
namespace {

using namespace std::string_view_literals;

constexpr auto signature = "\x89PNG\r\n\x1a\n"sv;
constexpr auto header = "\0\0\0\1\0\0\0\1\x08\0\0\0\0"sv; // 1 × 1, 8 bits of grey
constexpr auto pixel = "\x78\x01\x01\x02\0\xfd\xff\0\0\0\x02\0\x01"sv;
constexpr std::size_t around_a_chunk = 12; // its length, type and CRC

std::uint32_t crc_of(std::string_view bytes) {
    std::uint32_t crc = 0xFFFFFFFF;
    for (const char c : bytes) {
        crc ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0xEDB88320U : 0U);
    }
    return ~crc;
}

std::string big_endian(std::uint32_t number) {
    std::string bytes;
    for (const unsigned shift : {24U, 16U, 8U, 0U})
        bytes += static_cast<char>((number >> shift) & 0xFFU);
    return bytes;
}

std::string chunk(std::string_view type, std::string_view data) {
    const auto content = std::string(type) + std::string(data);
    return big_endian(static_cast<std::uint32_t>(data.size())) + content + big_endian(crc_of(content));
}

} // namespace

std::string png_of_size(std::size_t bytes) {
    const auto begin = std::string(signature) + chunk("IHDR", header) + chunk("IDAT", pixel);
    const auto end = chunk("IEND", "");
    const std::size_t filling = bytes - begin.size() - end.size() - around_a_chunk;
    return begin + chunk("fiLl", std::string(filling, '\0')) + end;
}

void write_sized_flags(const std::filesystem::path& folder, std::span<const catalog::country_code> codes,
                       std::span<const std::size_t> sizes) {
    for (std::size_t place = 0; place < codes.size(); ++place) {
        const auto name = codes[place].lower();
        const auto path = folder / name / (name + ".png");
        std::filesystem::create_directories(path.parent_path());
        std::ofstream file(path, std::ios::binary);
        file << png_of_size(sizes[place]) << std::flush;
        if (!file) throw storage_error(EIO, "cannot write " + path.string());
    }
}

} // namespace flags::origin
