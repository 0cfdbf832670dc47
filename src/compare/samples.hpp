// The runs of a comparison, each as JSON with all that is known of it.
#pragma once

#include "compare/turns.hpp"

#include <nlohmann/json_fwd.hpp>

#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace flags::compare {

/// A way to fetch the flags: a mode of flags, or another program.
struct variant {
    contender how;
    /// flags: beside the folder it writes a report, FOLDER.json.
    bool reports = false;
};

struct sampling {
    effort how; ///< at most so many runs; `enough` is this function's own
    /// Ends early, after 5 blocks, when half the 95 % interval of each median is below this part of it.
    std::optional<double> precision{};
    /// Nobody else connects from this network, so that the kernel's counter tells how many connections a run opened.
    bool alone = false;
    /// Called after each run with how many there were, the warm-up included.
    std::function<void(std::size_t runs)> tell = [](std::size_t) {};
};

/// Runs the variants in turns. An array in run order, the warm-up (block 0) included; each with `variant` (index),
/// `block`, `position`, `spawned_ms` (since 1970), `wall_s`, `cpu_s`, `fault` (how it ended, if badly), `files` and
/// `bytes` that it brought, `connections` (null when not known), and `report` (flags' own, or null).
/// Owns: in `scratch` it leaves first_files() of each variant.
/// Errors: those of take_turns. A report that is missing or no JSON is a fault of its run.
[[nodiscard]] nlohmann::ordered_json take_samples(std::span<const variant> variants, const sampling& what,
                                                  const std::filesystem::path& scratch);

/// Where take_samples left the files of a variant's first run.
[[nodiscard]] std::filesystem::path first_files(const std::filesystem::path& scratch, std::size_t variant);

} // namespace flags::compare
