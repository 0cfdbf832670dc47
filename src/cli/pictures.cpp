// A matrix is shown long after its runs, so its page gets the flags of the package that they came from.
#include "cli/pictures.hpp"

#include "cli/options/values.hpp"
#include "origin/server.hpp"
#include "origin/site.hpp"

#include <algorithm>
#include <cstddef>
#include <fstream>
#include <iterator>
#include <string>

namespace flags::cli {

namespace {

constexpr std::size_t most_picture_bytes = std::size_t{1} << 20U;

// A file of a matrix says what it likes.
bool is_code(const std::string& text) {
    return text.size() == 2 && std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
}

void add_picture(report::thumbnails& to, const std::string& code, const std::filesystem::path& from) {
    std::ifstream file(from, std::ios::binary);
    const auto type = origin::content_type_of(from.filename().string());
    if (!file || !type) return;
    to[code] = {.media_type = std::string(*type), .bytes = {std::istreambuf_iterator<char>(file), {}}};
}

} // namespace

report::thumbnails pictures_in(const std::filesystem::path& folder, const compare::settings& what) {
    report::thumbnails pictures;
    for (const auto& each : what.files)
        add_picture(pictures, each.code, folder / each.name);
    return pictures;
}

report::thumbnails pictures_for(const compare::matrix& result) {
    const auto package = origin::options().flag_package;
    report::thumbnails pictures;
    for (const auto& row : result.rows)
        for (const auto& each : row.result.what.files)
            if (is_code(each.code) && !pictures.contains(each.code))
                add_picture(pictures, each.code, package / (lower(each.code) + ".png"));
    std::size_t bytes = 0;
    for (const auto& [code, picture] : pictures)
        bytes += picture.bytes.size();
    return bytes <= most_picture_bytes ? pictures : report::thumbnails();
}

} // namespace flags::cli
