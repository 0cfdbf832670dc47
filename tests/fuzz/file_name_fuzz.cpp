// A text as the name of a file, and two of them as the same name.
#include "fuzz/fuzz.hpp"

#include <flags/base/error.hpp>
#include <flags/catalog/file_name.hpp>

FLAGS_FUZZ(file_name) {
    try {
        const auto name = flags::catalog::safe_file_name(input);
        flags::test::require(name.size() <= flags::catalog::longest_file_name);
        flags::test::require(!name.contains('/') && !name.contains('\0') && !name.starts_with('.'));
        static_cast<void>(flags::catalog::folded_file_name(name));
        flags::test::require(flags::catalog::safe_file_name(name) == name);
    } catch (const flags::error&) { // NOLINT(bugprone-empty-catch): to refuse is right
    }
}
