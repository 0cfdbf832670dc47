// Paths are split before they are decoded, so that an encoded slash cannot make a new component.
#include "origin/site.hpp"

#include "base/open_beneath.hpp"
#include "origin/entity_tag.hpp"

#include <flags/base/error.hpp>
#include <flags/base/random.hpp>

#include <microhttpd.h>
#include <nlohmann/json.hpp>
#include <spdlog/fmt/chrono.h>
#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <fcntl.h>
#include <sys/stat.h>
#include <utility>

namespace flags::origin {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 7> content_types{{
    {"gif", "image/gif"},
    {"jpeg", "image/jpeg"},
    {"jpg", "image/jpeg"},
    {"json", "application/json"},
    {"png", "image/png"},
    {"svg", "image/svg+xml"},
    {"webp", "image/webp"},
}};

std::optional<std::string> percent_decoded(std::string_view text) {
    std::string decoded;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            decoded += text[i];
            continue;
        }
        const auto digits = text.substr(i + 1, 2);
        unsigned char byte = 0;
        const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
        if (failure != std::errc() || end != digits.data() + 2) return std::nullopt;
        decoded += static_cast<char>(byte);
        i += 2;
    }
    return decoded;
}

// The path below /flags/: every component a plain name, none of them hidden. Refuses with an HTTP status.
std::expected<std::string, unsigned> relative_path(std::string_view url_path) {
    constexpr std::string_view prefix = "/flags/";
    if (!url_path.starts_with(prefix)) return std::unexpected(MHD_HTTP_NOT_FOUND);
    url_path.remove_prefix(prefix.size());
    std::string path;
    while (true) {
        const std::size_t slash = url_path.find('/');
        const auto component = percent_decoded(url_path.substr(0, slash));
        if (!component) return std::unexpected(MHD_HTTP_BAD_REQUEST);
        const bool is_name = !component->empty() && !component->starts_with('.') &&
                             component->find_first_of(std::string_view("/\0", 2)) == std::string::npos;
        if (!is_name) return std::unexpected(MHD_HTTP_NOT_FOUND);
        path += *component;
        if (slash == std::string_view::npos) return path;
        path += '/';
        url_path.remove_prefix(slash + 1);
    }
}

std::optional<catalog::country_code> country_of(std::string_view folder) {
    if (folder.size() != 2) return std::nullopt;
    if (!std::ranges::all_of(folder, [](char c) { return c >= 'a' && c <= 'z'; })) return std::nullopt;
    return catalog::country_code::parse(folder);
}

unique_fd open_folder(const std::filesystem::path& folder, std::string_view advice) {
    unique_fd fd(::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!fd) throw_errno<storage_error>(errno, "cannot serve flags from " + folder.string(), advice);
    return fd;
}

} // namespace

std::optional<std::string_view> content_type_of(std::string_view path) {
    const auto extension = path.substr(path.rfind('.') + 1);
    const auto* const found =
        std::ranges::find(content_types, extension, [](const auto& row) { return row.first; });
    if (found == content_types.end()) return std::nullopt;
    return found->second;
}

site::site(unique_fd folder, std::optional<std::filesystem::path> country_names)
    : folder_(std::move(folder)), country_names_(std::move(country_names)) {}

site site::of_package(const std::filesystem::path& folder, std::filesystem::path country_names) {
    return {open_folder(folder, ". Debian's package iso-flags-png-320x240 brings them: "
                                "apt-get install iso-flags-png-320x240"),
            std::move(country_names)};
}

site site::of_directory(const std::filesystem::path& folder) {
    return {open_folder(folder, ". Name a folder that has flags in it as bd/bd.gif"), std::nullopt};
}

std::expected<resource, unsigned> site::find(std::string_view url_path) {
    const auto path = relative_path(url_path);
    if (!path) return std::unexpected(path.error());
    return country_names_ ? find_packaged(*path, *country_names_) : find_file(*path);
}

std::expected<resource, unsigned> site::find_packaged(const std::string& path,
                                                      const std::filesystem::path& country_names) {
    const std::string folder = path.substr(0, path.find('/'));
    const auto code = country_of(folder);
    if (!code) return std::unexpected(MHD_HTTP_NOT_FOUND);
    if (path == folder + "/metadata.json") return metadata(*code, country_names);
    if (path == fmt::format("{0}/{0}.png", folder)) return find_file(folder + ".png");
    return std::unexpected(MHD_HTTP_NOT_FOUND);
}

std::expected<resource, unsigned> site::find_file(const std::string& path) const {
    const auto content_type = content_type_of(path);
    if (!content_type) return std::unexpected(MHD_HTTP_NOT_FOUND);

    auto fd = open_beneath(folder_.get(), path);
    if (!fd) {
        switch (fd.error()) {
        case EACCES:
            return std::unexpected(MHD_HTTP_FORBIDDEN);
        case ENOENT:
        case ENOTDIR:
        case ELOOP:
        case EXDEV: // a symbolic link out of the folder
        case ENXIO: // a socket
        case ENAMETOOLONG:
            return std::unexpected(MHD_HTTP_NOT_FOUND);
        default:
            throw_errno<storage_error>(fd.error(), "cannot open " + path);
        }
    }
    struct stat status{};
    if (::fstat(fd->get(), &status) != 0) throw_errno<storage_error>(errno, "cannot examine " + path);
    if (!S_ISREG(status.st_mode)) return std::unexpected(MHD_HTTP_NOT_FOUND);
    return resource{.content_type = *content_type,
                    .entity_tag = entity_tag(status),
                    // RFC 9110 section 5.6.7; fmt writes English names in every locale.
                    .last_modified =
                        fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT", fmt::gmtime(status.st_mtim.tv_sec)),
                    .body = open_file{std::move(*fd), static_cast<std::uint64_t>(status.st_size)}};
}

std::expected<resource, unsigned> site::metadata(const catalog::country_code& code,
                                                 const std::filesystem::path& country_names) {
    if (!countries_) countries_.emplace(country_names);
    const std::string* const name = countries_->name(code);
    if (name == nullptr) return std::unexpected(MHD_HTTP_NOT_FOUND);
    const nlohmann::ordered_json fields{
        {"tld_cc", "." + code.lower()}, {"iso_cc", code.upper()}, {"country", *name}};
    std::string text = fields.dump();
    return resource{.content_type = "application/json",
                    .entity_tag = fmt::format("\"{:x}\"", fnv1a(text)),
                    .last_modified = {},
                    .body = std::move(text)};
}

} // namespace flags::origin
