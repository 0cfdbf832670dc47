// The names of temporary files: `.flags-{boot}-{random}.part`. Whether such a file is in use, its lock tells.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace flags::fetch {

/// Tells this boot of this machine from others, whose locks this one may not see. Errors: machine_error without /proc.
[[nodiscard]] std::uint64_t this_boot();

/// A name that nobody can guess, so that in a folder of several users nobody makes it first.
[[nodiscard]] std::string new_temporary_name(std::uint64_t boot);

/// The boot in which a temporary file of this name was made. Empty unless the name is exactly what new_temporary_name()
/// writes.
[[nodiscard]] std::optional<std::uint64_t> boot_in_temporary_name(std::string_view name);

} // namespace flags::fetch
