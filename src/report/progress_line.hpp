// How far a run has come, as one line.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>

namespace flags::report {

struct progress_state {
    std::size_t total = 0; ///< 0: not known
    std::size_t begun = 0;
    std::size_t done = 0;    ///< however they ended
    std::size_t failed = 0;  ///< those of `done` that are not on disk
    std::uint64_t bytes = 0; ///< of the bodies that came whole
    std::chrono::duration<double> elapsed{};
};

inline constexpr std::size_t any_width = std::numeric_limits<std::size_t>::max();

/// "12/20, 1 failed, 0:03 left, 3.4/s, 8 under way, 1.2 MiB": done of total; what failed, if anything; the time that the
/// rest takes at the rate so far and that rate, once one is done; jobs that were begun and have not ended (they ask, wait
/// to be asked for or are being saved); bytes. At most `width` columns: what does not fit is left out from the end, so a
/// line that is too narrow for the first part is empty. With `colour`, failures are red.
[[nodiscard]] std::string progress_line(const progress_state& state, std::size_t width, bool colour);

} // namespace flags::report
