// The exit codes of the program; they are documented in --help and in the README.
#pragma once

#include <cstdint>

namespace flags::cli {

enum exit_code : std::uint8_t {
    all_ok = 0,
    some_failed = 1,         ///< at least one flag is not on disk
    wrong_usage = 2,         ///< the command line makes no sense; nothing was done
    machine_refused = 3,     ///< the local disk or machine said no
    nothing_concluded = 4,   ///< a comparison that the lab calls INVALID
    check_failed = 5,        ///< what --fail-if forbids is so
    stopped_by_signal = 130, ///< Ctrl-C or SIGTERM, as shells show it (128 + SIGINT)
};

} // namespace flags::cli
