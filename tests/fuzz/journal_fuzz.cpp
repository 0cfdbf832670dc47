// A journal as a run reads it, from a file in memory.
#include "base/this_system.hpp"
#include "fuzz/fuzz.hpp"

#include <flags/base/error.hpp>
#include <flags/fetch/journal.hpp>
#include <flags/fetch/store.hpp>

#include <unistd.h>

FLAGS_FUZZ(journal) {
    const auto file = flags::memory_file("journal", input);
    try {
        const auto past = flags::fetch::read_journal(flags::path_of_descriptor(::getpid(), file.get()));
        for (const auto& [url, known] : past.files) {
            const std::string& name = known.target;
            flags::test::require(url.size() <= 8'000);
            flags::test::require(name.empty() ||
                                 (flags::fetch::is_path_below(name) && name[0] != '.' && name[0] != '-' &&
                                  !name.contains("/.") && !name.contains("/-")));
        }
    } catch (const flags::usage_error&) { // NOLINT(bugprone-empty-catch): no journal
    }
}
