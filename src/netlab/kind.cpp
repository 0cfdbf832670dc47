// What several kinds read in the same way.
#include "netlab/kind.hpp"

#include "netlab/units.hpp"

#include <algorithm>

namespace flags::netlab {

std::string take_part(double& into, std::string_view text) {
    const auto part = parse_fraction(text);
    if (part == 1 && !text.ends_with('%')) return "1 is 100 %: write 1% or 0.01";
    if (!part) return "give a part from 0 to 100%, for example 1% or 0.01";
    into = *part;
    return {};
}

std::vector<std::string_view> parts_of(std::string_view text) {
    std::vector<std::string_view> parts;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(':', begin), text.size());
        parts.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return parts;
}

} // namespace flags::netlab
