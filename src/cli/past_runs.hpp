// What the journals of earlier runs say, as far as it matters to this one.
#pragma once

#include "cli/command_line.hpp"

#include <flags/coro/generator.hpp>
#include <flags/fetch/job.hpp>
#include <flags/fetch/journal.hpp>

#include <string>

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

} // namespace flags::cli
