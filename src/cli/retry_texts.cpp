// The options of `flags retry`.
#include "cli/option_values.hpp"
#include "cli/texts.hpp"

#include <CLI/CLI.hpp>

#include <unistd.h>

namespace flags::cli {

void describe(CLI::App& app, retry_texts& text) {
    app.add_option(
           "FILE", text.journal,
           "A journal: what failed or was cancelled in its last attempt is asked for again, where and under "
           "the name that FILE says, and FILE is added to; what its server does not have is left alone. "
           "Flags "
           "of an embedded server come from a LOCAL one")
        ->required();
    describe(app, static_cast<transfer_texts&>(text));
}

get_options options_from(const retry_texts& text) {
    get_options options;
    if (is_folder(text.journal) || ::access(text.journal.c_str(), R_OK) != 0)
        refuse("retry", text.journal, "cannot be read: give what --journal wrote, for example flags.jsonl");
    options.retry = true;
    options.server.clear();
    options.journal = text.journal;
    apply(text, options);
    return options;
}

} // namespace flags::cli
