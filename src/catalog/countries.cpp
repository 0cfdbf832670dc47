// Reads iso-codes' JSON. The file is trusted no more than any other input.
#include <flags/base/error.hpp>
#include <flags/catalog/countries.hpp>

#include <nlohmann/json.hpp>
#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cerrno>
#include <fstream>

namespace flags::catalog {
namespace {

constexpr std::size_t file_limit = 1U << 20U;

[[noreturn]] void refuse(int errno_value, const std::filesystem::path& file, std::string_view why) {
    throw storage_error(
        errno_value,
        fmt::format("cannot read the country names in {}: {}. Debian's package iso-codes brings them: "
                    "apt-get install --reinstall iso-codes",
                    file.string(), why));
}

std::string read_whole(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) refuse(errno, file, std::generic_category().message(errno));
    std::string text(file_limit + 1, '\0');
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (stream.bad()) refuse(EIO, file, "the disk failed to read it");
    text.resize(static_cast<std::size_t>(stream.gcount()));
    if (text.size() > file_limit) refuse(EFBIG, file, "it is larger than 1 MiB");
    return text;
}

// Names end up on terminals, where a control character is a command.
bool is_printable(std::string_view name) {
    return !name.empty() &&
           std::ranges::none_of(name, [](unsigned char c) { return c < 0x20U || c == 0x7fU; });
}

} // namespace

countries::countries(const std::filesystem::path& file) {
    const std::string text = read_whole(file);
    try {
        const auto document = nlohmann::json::parse(text);
        for (const auto& entry : document.at("3166-1")) {
            const auto& name = entry.contains("common_name") ? entry.at("common_name") : entry.at("name");
            table_.emplace_back(country_code::parse(entry.at("alpha_2").get_ref<const std::string&>()),
                                name.get_ref<const std::string&>());
        }
    } catch (const nlohmann::json::exception& e) {
        refuse(EBADMSG, file, fmt::format("it is damaged ({})", e.what()));
    } catch (const usage_error& e) {
        refuse(EBADMSG, file, fmt::format("it is damaged ({})", e.what()));
    }
    if (table_.empty()) refuse(EBADMSG, file, "it is damaged (no country in it)");

    std::ranges::sort(table_);
    const auto same_code = [](const auto& a, const auto& b) { return a.first == b.first; };
    if (const auto twice = std::ranges::adjacent_find(table_, same_code); twice != table_.end())
        refuse(EBADMSG, file, fmt::format("it is damaged ({} stands in it twice)", twice->first.upper()));
    for (const auto& [code, name] : table_)
        if (!is_printable(name))
            refuse(EBADMSG, file,
                   fmt::format("it is damaged (the name of {} cannot be printed)", code.upper()));
}

const std::string* countries::name(const country_code& code) const noexcept {
    const auto found =
        std::ranges::lower_bound(table_, code, {}, [](const auto& entry) { return entry.first; });
    return found != table_.end() && found->first == code ? &found->second : nullptr;
}

std::vector<country_code> countries::codes() const {
    std::vector<country_code> all;
    all.reserve(table_.size());
    for (const auto& [code, name] : table_)
        all.push_back(code);
    return all;
}

} // namespace flags::catalog
