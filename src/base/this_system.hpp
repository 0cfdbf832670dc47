// What Linux tells of processes, by names that a port to another system implements anew.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <sys/types.h>

namespace flags {

/// Names what a process number counts in: this boot of this kernel, and the PID namespace of the caller.
/// Errors: machine_error when /proc cannot be read.
[[nodiscard]] std::string process_number_scope();

/// In clock ticks after boot: field 22 of /proc/PID/stat, proc(5). Together with the number it names a process, because
/// the kernel gives a number out again, but never at the same tick. None when there is no such process or /proc hides it.
[[nodiscard]] std::optional<std::uint64_t> process_start_time(pid_t pid);

} // namespace flags
