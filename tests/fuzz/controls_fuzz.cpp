// Text of a stranger on its way to a terminal.
#include "base/controls.hpp"
#include "fuzz/fuzz.hpp"

FLAGS_FUZZ(controls) {
    const auto shown = flags::without_controls(std::string(input));
    flags::test::require(shown.size() <= input.size() && flags::without_controls(shown) == shown);
    for (const char c : shown)
        flags::test::require(static_cast<unsigned char>(c) >= ' ' || c == '\n');
}
