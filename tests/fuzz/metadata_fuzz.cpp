// What a server says of a country, up to the name of a file.
#include "fuzz/fuzz.hpp"

#include <flags/base/error.hpp>
#include <flags/catalog/file_name.hpp>
#include <flags/catalog/metadata.hpp>

FLAGS_FUZZ(metadata) {
    try {
        const auto name =
            flags::catalog::safe_file_name(flags::catalog::country_in_metadata(input, "http://a/"));
        flags::test::require(!name.contains('/') && !name.contains('\0') && name != "." && name != "..");
    } catch (const flags::error&) { // NOLINT(bugprone-empty-catch): to refuse is right
    }
}
