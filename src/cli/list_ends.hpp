// How the files of a long list ended, said briefly.
#pragma once

#include "cli/console.hpp"
#include "report/failure_groups.hpp"

#include <flags/base/error.hpp>
#include <flags/base/unique_fd.hpp>
#include <flags/fetch/outcome.hpp>

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>

namespace flags::cli {

/// The first failures are shown, all are grouped, and written to a file if there is one: as lines of a list, which the
/// next run may take.
/// Threads: one.
class list_ends {
public:
    /// Empties the file. Errors: storage_error.
    explicit list_ends(const std::optional<std::filesystem::path>& failed);

    void add(const fetch::outcome& result, console& out);

    /// What failed, by cause and host; empty when nothing did.
    [[nodiscard]] std::string sentence() const { return groups_.sentence(); }
    /// Why the file does not have all of what failed.
    [[nodiscard]] const std::optional<storage_error>& failure() const noexcept { return failure_; }

private:
    void show(const fetch::outcome& result, console& out);
    void write(const fetch::job& what);

    unique_fd failed_{};
    std::string path_{};
    std::optional<storage_error> failure_{};
    report::failure_groups groups_{};
    std::size_t shown_ = 0;
};

} // namespace flags::cli
