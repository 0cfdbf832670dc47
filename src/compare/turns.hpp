// Programs that do the same work, in turns, each run on its own in an empty folder.
#pragma once

#include "process/child.hpp"

#include <flags/base/error.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <span>
#include <string>

namespace flags::compare {

/// The files in a folder and below it.
struct goal {
    std::size_t files = 0;
    std::uintmax_t bytes = 0;
    [[nodiscard]] bool operator==(const goal&) const = default;
};

/// A program in a comparison.
struct contender {
    std::string name;
    /// The command that brings the files into `folder`, which is there and empty. It may write beside it, not
    /// in it.
    std::function<process::command(const std::filesystem::path& folder)> start;
    /// False for one that throws the files away: then it has to print "FILES BYTES" as its first line.
    bool saves = true;
    std::size_t most_runs = std::numeric_limits<std::size_t>::max(); ///< that are kept
    bool warms_up = true;                                            ///< takes part in the warm-up
};

/// The user ended the measurement.
class interrupted : public error {
public:
    interrupted()
        : error(std::make_error_code(std::errc::interrupted), "interrupted: the runs so far are discarded") {}
};

struct effort {
    /// Runs of each program that are kept. One more block before them is the warm-up, which does not count.
    std::size_t runs = 1;
    std::uint64_t seed = 1;
    /// Asked before each run.
    std::function<bool()> go_on = [] { return true; };
    /// Asked after each block that is kept: whether there are enough now.
    std::function<bool()> enough = [] { return false; };
};

/// One run, after its program has ended and before its files are removed.
struct turn {
    std::size_t program = 0;  ///< index of the contender
    std::size_t block = 0;    ///< 0 is the warm-up
    std::size_t position = 0; ///< in the order of all runs, from 0
    process::usage used;
    goal found; ///< what it brought
};

/// Why a run does not count: how its program ended, or what it brought; empty when it counts.
[[nodiscard]] std::string fault_of(const process::usage& ended);
[[nodiscard]] std::string fault_of(const goal& found, const goal& wanted);

/// One run after the other, in the order of interleaved(); `see` is called after each.
/// Owns: below `scratch` it makes "files" anew for each run and removes it.
/// Errors: those of child, and what `see` throws; `interrupted`.
void take_turns(std::span<const contender> contenders, const effort& how,
                const std::filesystem::path& scratch,
                const std::function<void(const turn&, const std::filesystem::path& folder)>& see);

} // namespace flags::compare
