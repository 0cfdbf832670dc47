// Times, rates, sizes and parts of a whole, as options and profiles have them.
#include "fuzz/fuzz.hpp"
#include "netlab/units.hpp"

FLAGS_FUZZ(units) {
    using namespace flags::netlab;
    if (const auto time = parse_time(input)) {
        flags::test::require(time->count() >= 0);
        static_cast<void>(show_time(*time));
    }
    if (const auto rate = parse_rate(input)) static_cast<void>(show_rate(*rate));
    static_cast<void>(parse_size(input));
    if (const auto part = parse_fraction(input)) flags::test::require(*part >= 0 && *part <= 1);
}
