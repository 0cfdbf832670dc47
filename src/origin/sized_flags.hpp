// Flags of a chosen size, to measure what the size does.
#pragma once

#include <flags/catalog/country_code.hpp>

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

namespace flags::origin {

inline constexpr std::size_t least_png_bytes = 100;

/// A PNG image of one grey pixel that has so many bytes: a chunk of no meaning fills it. Units/limits: least_png_bytes at least.
[[nodiscard]] std::string png_of_size(std::size_t bytes);

/// Writes {cc}/{cc}.png of as many bytes as `sizes` says for each, below `folder`, as site::of_directory() serves them.
/// Errors: storage_error.
void write_sized_flags(const std::filesystem::path& folder, std::span<const catalog::country_code> codes,
                       std::span<const std::size_t> sizes);

} // namespace flags::origin
