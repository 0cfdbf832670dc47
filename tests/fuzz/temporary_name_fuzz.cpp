// The name of a file that a sweep finds.
#include "fetch/temp_name.hpp"
#include "fuzz/fuzz.hpp"

FLAGS_FUZZ(temporary_name) {
    if (!flags::fetch::boot_in_temporary_name(input)) return;
    flags::test::require(input.starts_with(".flags-") && input.ends_with(".part") && !input.contains('/'));
}
