// Names of files that do not overwrite each other.
#pragma once

#include <flags/catalog/country_code.hpp>

#include <cstddef>
#include <map>
#include <string>

namespace flags::catalog {

/// Gives each country a name that no other country has, also not on a file system that folds case or normalises.
///
/// The first that asks for a name gets it, every other one the name with its code behind: "Congo", "Congo_CG". Who asks
/// again for the same country gets what it had. So no file overwrites another one's within a run; which of two
/// countries gets the plain name depends on whose answer came first, and may change from run to run.
///
/// Owns: the names that were given, one or a few for each country.
/// Threads: one at a time.
class unique_names {
public:
    /// `limit`: the longest name, in bytes.
    explicit unique_names(std::size_t limit) : limit_(limit) {}

    /// `wanted` comes from safe_file_name() with the same limit.
    [[nodiscard]] std::string name_for(const country_code& code, const std::string& wanted);

private:
    std::size_t limit_;
    std::map<std::string, country_code, std::less<>> owners_; // by folded name
};

} // namespace flags::catalog
