// A name that somebody wants to look up.
#include "fuzz/fuzz.hpp"

#include <flags/dns/domain_name.hpp>

FLAGS_FUZZ(domain_name) {
    const auto name = flags::dns::ascii_name(input);
    if (!name) return;
    flags::test::require(!name->empty() && name->size() <= 254);
    for (const char c : *name)
        flags::test::require(c > ' ' && c < 0x7f);
}
