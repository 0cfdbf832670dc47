// What the journals of earlier runs say, as far as it matters to this one.
#pragma once

#include "cli/command_line.hpp"

#include <flags/coro/async_generator.hpp>
#include <flags/coro/generator.hpp>
#include <flags/fetch/job.hpp>
#include <flags/fetch/journal.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace flags::cli {

/// Reads the journal that these options name, if they do, and warns of damaged lines in it.
/// Errors: those of fetch::read_journal.
[[nodiscard]] fetch::journal_contents read_past(const get_options& options);

/// The jobs of a run that writes a journal: each knows what `past` says of its file, and skips one that is done if
/// `resume` says so. A file that its server names is asked for in full: another country may have its name by now.
/// `own_origin` is the address of this process's own server.
[[nodiscard]] coro::generator<fetch::job> with_past(coro::generator<fetch::job> jobs,
                                                    fetch::journal_contents past, std::string own_origin,
                                                    bool resume);

/// The same for the jobs of a list.
[[nodiscard]] coro::async_generator<fetch::job> with_past(coro::async_generator<fetch::job> jobs,
                                                          fetch::journal_contents past, bool resume);

/// What `flags retry` has to do.
struct unfinished {
    std::vector<fetch::job> jobs{};     ///< their URLs as in the journal
    std::size_t refused = 0;            ///< those that cannot be asked for again
    bool needs_embedded_server = false; ///< some come from the server of the process that failed
};

/// The targets whose last attempt failed or was cancelled. Not what the server did not have: asking again would not
/// make it. What has no name yet, is no image by its name, or has a URL that the command line would refuse, is refused
/// with a warning.
[[nodiscard]] unfinished unfinished_in(const fetch::journal_contents& past);

/// The jobs with the addresses that their servers have in this run.
[[nodiscard]] coro::generator<fetch::job> at_own_origin(std::vector<fetch::job> jobs, std::string own_origin);

} // namespace flags::cli
