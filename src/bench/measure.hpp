// Runs the programs of a comparison in turns and keeps what each run cost. A run counts only when its files
// are there.
#pragma once

#include "bench/process.hpp"

#include <flags/base/error.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace flags::bench {

/// What one run has to bring.
struct goal {
    std::size_t files = 0;
    std::uintmax_t bytes = 0;
};

/// A program in a comparison.
struct contender {
    std::string name;
    /// The command that brings the files into `folder`, which is there and empty. It may write beside it, not
    /// in it.
    std::function<command(const std::filesystem::path& folder)> start;
    /// False for one that throws the files away: then it has to print "FILES BYTES" as its first line.
    bool saves = true;
};

/// The runs of one program that reached the goal, and for each other run what was wrong with it.
struct series {
    std::string name;
    std::vector<double> wall_seconds{};
    std::vector<double> cpu_seconds{};
    std::vector<double> peak_rss_bytes{};
    std::vector<std::string> failures{};
};

/// The measurement was given up before its end.
class interrupted : public error {
public:
    interrupted()
        : error(std::make_error_code(std::errc::interrupted),
                "interrupted: what was measured is thrown away") {}
};

struct effort {
    /// Runs of each program that are kept; one more block before them warms up and is not.
    std::size_t runs = 1;
    std::uint64_t seed = 1;
    /// Asked before each run.
    std::function<bool()> go_on = [] { return true; };
};

/// One run after the other, in the order of interleaved(). The result has one entry for each contender, in
/// their order. Owns: below `scratch` it makes "files" anew for each run and removes it. Errors: those of
/// child; a program that fails or brings too little is in its series' failures.
[[nodiscard]] std::vector<series> measure(std::span<const contender> contenders, const goal& wanted,
                                          const effort& how, const std::filesystem::path& scratch);

} // namespace flags::bench
