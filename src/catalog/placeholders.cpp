// From brace to brace.
#include "catalog/placeholders.hpp"

#include <algorithm>

namespace flags::catalog {

expansion expand(std::string_view text, std::span<const placeholder> known) {
    expansion result;
    while (!text.empty()) {
        const std::size_t brace = std::min(text.find_first_of("{}"), text.size());
        result.text += text.substr(0, brace);
        text.remove_prefix(brace);
        if (text.empty()) break;
        const auto hit =
            std::ranges::find_if(known, [&](const placeholder& each) { return text.starts_with(each.word); });
        if (hit == known.end()) {
            result.has_stray_brace = true;
            break;
        }
        result.text += hit->value;
        result.tells_flags_apart |= hit->tells_flags_apart;
        text.remove_prefix(hit->word.size());
    }
    return result;
}

} // namespace flags::catalog
