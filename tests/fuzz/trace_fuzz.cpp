// A trace of mahimahi.
#include "fuzz/fuzz.hpp"
#include "netlab/varying_rate.hpp"

#include <algorithm>

FLAGS_FUZZ(trace) {
    const auto trace = flags::netlab::parse_trace(input);
    if (!trace) return flags::test::require(!trace.error().empty());
    flags::test::require(!trace->empty() && trace->back() > 0 && std::ranges::is_sorted(*trace));
    flags::test::require(flags::netlab::longest_pause(*trace) <= std::chrono::minutes(2));
    static_cast<void>(flags::netlab::mean_rate(*trace));
}
