// The number behind a code is for names that were made to look like the ones this makes.
#include <flags/catalog/file_name.hpp>
#include <flags/catalog/unique_names.hpp>

namespace flags::catalog {

std::string unique_names::name_for(const country_code& code, const std::string& wanted) {
    std::string name = wanted;
    for (int again = 1;; ++again) {
        const auto [entry, is_new] = owners_.try_emplace(folded_file_name(name), code);
        if (is_new || entry->second == code) return name;
        const std::string suffix = "_" + code.upper() + (again == 1 ? "" : std::to_string(again));
        name = safe_file_name(wanted, limit_ - suffix.size()) + suffix;
    }
}

} // namespace flags::catalog
