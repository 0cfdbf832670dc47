// What is remembered of paths, for people.
#pragma once

#include <flags/window/path_memory.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace flags::report {

/// "http://example.org: 9.00 Mbit/s, round trip 170 ms, answers of 12.3 kB, 5 min ago", and what else is known.
[[nodiscard]] std::string path_line(std::string_view origin, const window::remembered_path& known,
                                    window::path_memory::time_point now);

/// A table for each network, at most `width` columns wide, the newest paths first; names that have no room are cut. As it will be
/// used at this moment: what has expired is left out.
[[nodiscard]] std::string paths_table(const window::path_memory& memory, window::path_memory::time_point now,
                                      std::size_t width);

} // namespace flags::report
