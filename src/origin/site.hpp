// Maps a request's path to a file or a generated text.
#pragma once

#include <flags/base/unique_fd.hpp>
#include <flags/catalog/countries.hpp>

#include <cstdint>
#include <expected>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace flags::origin {

/// A regular file, open for reading from its beginning.
struct open_file {
    unique_fd fd;
    std::uint64_t size;
};

/// One thing that can be sent, with the header fields that describe it.
struct resource {
    std::string_view content_type;
    std::string entity_tag;
    std::string last_modified; // an HTTP date; empty for a generated text
    std::variant<open_file, std::string> body;
};

/// The media type behind a file name's extension; none for what is not served.
[[nodiscard]] std::optional<std::string_view> content_type_of(std::string_view path);

/// Everything is below /flags/. Dot files, folders, devices and files outside the folder are not found.
/// Threads: one at a time.
class site {
public:
    /// The flags of Debian's package iso-flags-png-320x240 as `{cc}/{cc}.png`, and a `{cc}/metadata.json` for
    /// each, which is made from `country_names`; that file is read at the first such request. The GEC (FIPS
    /// 10-4) code that the book's metadata also has is left out: no file of Debian's has it.
    /// Errors: storage_error that says what to install.
    [[nodiscard]] static site of_package(const std::filesystem::path& folder,
                                         std::filesystem::path country_names);

    /// The gif, png, jpg, jpeg, webp, svg and json files of `folder`, in the book's layout,
    /// `{cc}/{cc}.gif`.
    /// Errors: storage_error when it is not a folder or cannot be opened.
    [[nodiscard]] static site of_directory(const std::filesystem::path& folder);

    /// What `url_path` (as sent, still percent-encoded, without query) names, or the HTTP status that refuses
    /// it: 400, 403 or 404.
    /// Errors: storage_error when this machine refuses to read the file.
    [[nodiscard]] std::expected<resource, unsigned> find(std::string_view url_path);

private:
    site(unique_fd folder, std::optional<std::filesystem::path> country_names);

    [[nodiscard]] std::expected<resource, unsigned> find_packaged(const std::string& path,
                                                                  const std::filesystem::path& country_names);
    [[nodiscard]] std::expected<resource, unsigned> find_file(const std::string& path) const;
    [[nodiscard]] std::expected<resource, unsigned> metadata(const catalog::country_code& code,
                                                             const std::filesystem::path& country_names);

    unique_fd folder_;
    std::optional<std::filesystem::path> country_names_; // set for the package
    std::optional<catalog::countries> countries_;
};

} // namespace flags::origin
