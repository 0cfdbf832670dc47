// If-None-Match, against a tag of ours.
#include "fuzz/fuzz.hpp"
#include "origin/entity_tag.hpp"

FLAGS_FUZZ(entity_tag) {
    constexpr std::string_view tag = "\"a-1\"";
    if (flags::origin::lists_entity_tag(input, tag))
        flags::test::require(input.contains(tag) || input.contains('*'));
}
