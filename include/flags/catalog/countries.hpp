// The countries of ISO 3166-1 and their English names, from Debian's package iso-codes.
#pragma once

#include <flags/catalog/country_code.hpp>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace flags::catalog {

/// Owns: the whole table.
/// Threads: any, after construction nothing changes.
class countries {
public:
    static constexpr const char* default_file = "/usr/share/iso-codes/json/iso_3166-1.json";

    /// Reads `file`, some milliseconds. A country's name is its `common_name` where the file has one
    /// ("Iran", "Vietnam"): people look for that, and not for the "Iran, Islamic Republic of" of the
    /// standard's sorted lists.
    /// Units/limits: a file of at most 1 MiB (iso-codes 4.15 has 43 KiB).
    /// Errors: storage_error that names the file and the package, when it is missing, unreadable or
    /// damaged.
    explicit countries(const std::filesystem::path& file = default_file);

    /// The name of a country, UTF-8, or nullptr for a code that no country has.
    /// Lifetime: valid as long as this object.
    [[nodiscard]] const std::string* name(const country_code& code) const noexcept;

    /// Every code, sorted.
    [[nodiscard]] std::vector<country_code> codes() const;

private:
    std::vector<std::pair<country_code, std::string>> table_; // sorted by code
};

} // namespace flags::catalog
