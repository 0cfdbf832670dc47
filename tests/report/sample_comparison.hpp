// A comparison made by the program's own code from made-up runs: likely ones, on a likely network.
#pragma once

#include "compare/comparison.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace flags::test {

/// The 20 most populous countries, in the order of their requests.
[[nodiscard]] std::vector<std::string> sample_codes();

/// Five variants, ten runs of each: three of this program, with a waterfall, and two peers without one, of
/// which the second failed once. The same in every call.
[[nodiscard]] compare::comparison sample_comparison(const std::vector<std::string>& codes = sample_codes());

/// What takes a page over that writes it down as it is.
inline constexpr std::string_view hostile_markup =
    R"(</script><img src=x onerror="document.title='taken'"><!--<script>document.title='taken'</script>)";

/// Appends `tail` to every string that comes from servers, users or other programs.
void lengthen_strings(compare::comparison& result, std::string_view tail);

} // namespace flags::test
