// The distance of G. Damerau (1964) as optimal string alignment: a swap of two neighbours is one slip.
#include "cli/options/suggestion.hpp"

#include "cli/options/values.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <ranges>

namespace flags::cli {

namespace {

std::size_t distance(std::string_view one, std::string_view other) {
    std::vector<std::vector<std::size_t>> cost(one.size() + 1, std::vector<std::size_t>(other.size() + 1));
    for (std::size_t i = 0; i <= one.size(); ++i)
        for (std::size_t k = 0; k <= other.size(); ++k) {
            if (i == 0 || k == 0) {
                cost[i][k] = i + k;
                continue;
            }
            cost[i][k] = std::min({cost[i - 1][k] + 1, cost[i][k - 1] + 1,
                                   cost[i - 1][k - 1] + (one[i - 1] == other[k - 1] ? 0U : 1U)});
            if (i > 1 && k > 1 && one[i - 1] == other[k - 2] && one[i - 2] == other[k - 1])
                cost[i][k] = std::min(cost[i][k], cost[i - 2][k - 2] + 1);
        }
    return cost.back().back();
}

bool begins_with_a_part(std::string_view word, std::string_view name) {
    constexpr std::size_t telling = 3; // letters
    return std::ranges::any_of(name | std::views::split('-'), [word](auto part) {
        const std::string_view text(part.begin(), part.end());
        return text.size() >= telling && word.starts_with(text);
    });
}

} // namespace

std::vector<std::string> nearest(std::string_view word, const std::vector<std::string>& known) {
    const std::string given = lower(std::string(word));
    constexpr std::size_t longest = 40; // longer text is not compared
    std::vector<std::string> near;
    if (given.size() > longest) return near;
    const auto hyphens = static_cast<std::size_t>(std::ranges::count(given, '-'));
    std::size_t least = std::max<std::size_t>(1, (given.size() - hyphens) / 3);
    for (const auto& each : known) {
        const std::size_t slips = distance(given, lower(each));
        if (slips < least) near.clear();
        if (slips > least) continue;
        least = slips;
        near.push_back(each);
    }
    if (near.empty())
        std::ranges::copy_if(known, std::back_inserter(near),
                             [&](const auto& each) { return begins_with_a_part(given, each); });
    return near;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& known) {
    const auto near = nearest(word, known);
    constexpr std::size_t too_many = 4;
    if (near.empty() || near.size() >= too_many) return {};
    std::string sentence = "; did you mean " + near.front();
    for (std::size_t i = 1; i < near.size(); ++i)
        sentence += (i + 1 < near.size() ? ", " : " or ") + near[i];
    return sentence + "?";
}

} // namespace flags::cli
