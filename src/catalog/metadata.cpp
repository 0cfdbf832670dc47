// Reads the one field that is wanted and nothing more of it.
#include <flags/base/error.hpp>
#include <flags/catalog/metadata.hpp>

#include <nlohmann/json.hpp>
#include <spdlog/fmt/fmt.h>

namespace flags::catalog {
namespace {

[[noreturn]] void refuse_metadata(std::string_view url, std::string_view why) {
    throw content_error(
        fmt::format("{}: {}, so the country's name is not known: name files by their codes", url, why));
}

} // namespace

std::string country_in_metadata(std::string_view json, std::string_view url) {
    if (json.size() > metadata_limit) refuse_metadata(url, "the metadata is larger than 16 KiB");
    const auto document = nlohmann::json::parse(json, nullptr, false);
    if (document.is_discarded()) refuse_metadata(url, "the metadata is not JSON");
    const auto country = document.is_object() ? document.find("country") : document.end();
    if (country == document.end() || !country->is_string() || country->get_ref<const std::string&>().empty())
        refuse_metadata(url, "the metadata has no \"country\"");
    return country->get<std::string>();
}

} // namespace flags::catalog
