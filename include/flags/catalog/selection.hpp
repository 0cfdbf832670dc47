// Which flags are wanted.
#pragma once

#include <flags/catalog/country_code.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace flags::catalog {

/// What a user asked for, as words.
struct selection {
    /// A code each, or one letter for every known code that begins with it; any case.
    std::vector<std::string> words{};
    bool all = false;   ///< every code that the catalog knows
    bool every = false; ///< AA to ZZ, also those that no country has
    /// At most so many, the first by alphabet; no limit when empty.
    std::optional<std::size_t> limit{};
};

/// The codes of a selection, sorted, each once; pop20 when nothing was asked for.
/// `known` gives every code of the catalog; it is called only if the selection needs it (letters, all).
/// Errors: usage_error that names a word which is neither a code nor a letter, or a letter with which no code begins.
[[nodiscard]] std::vector<country_code> select(const selection& wanted,
                                               const std::function<std::vector<country_code>()>& known);

} // namespace flags::catalog
