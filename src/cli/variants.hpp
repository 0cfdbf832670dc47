// Who takes part in a comparison, and how each is called.
#pragma once

#include "cli/command_line.hpp"
#include "compare/comparison.hpp"
#include "compare/peers.hpp"
#include "compare/samples.hpp"

#include <chrono>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace flags::cli {

struct participant {
    compare::variant program;
    compare::variant_facts facts;
};

/// Where a comparison fetches from.
struct compared_site {
    std::string server{};            ///< a base URL or a template
    std::filesystem::path ca_file{}; ///< what to trust besides; empty for what the system trusts
};

/// flags' three modes, sequential first, then those of `peers` that are installed, then the user's own. Each run is ended
/// after `time_limit`.
/// Errors: machine_error when this program's own file cannot be found.
[[nodiscard]] std::vector<participant> participants_for(const compare_options& options,
                                                        const compared_site& site,
                                                        std::span<const compare::peer> peers,
                                                        std::chrono::milliseconds time_limit);

/// The URLs of the flags, in the order of their codes.
[[nodiscard]] std::vector<std::string> urls_for(const compare_options& options, const std::string& server);

} // namespace flags::cli
