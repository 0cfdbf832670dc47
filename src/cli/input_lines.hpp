// Lines of a file or of standard input, as they come.
#pragma once

#include <flags/coro/async_generator.hpp>

#include <cstddef>
#include <string>

namespace flags::cli {

/// The lines of the file `path`, or of standard input for "-", without their ends. Of a line that is longer than `most`
/// bytes only the beginning is kept. The last line need not have an end.
/// Units/limits: holds a line and 64 KiB of the input at a time.
/// Errors: storage_error.
[[nodiscard]] coro::async_generator<std::string> lines_of(std::string path, std::size_t most);

} // namespace flags::cli
