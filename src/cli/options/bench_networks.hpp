// Which networks a matrix is of.
#pragma once

#include "cli/command_line.hpp"
#include "netlab/profiles.hpp"

#include <flags/catalog/selection.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace flags::cli {

/// A condition in several steps.
struct bench_axis {
    std::string name;
    std::vector<std::string> values;
};

/// The group of profiles that is taken when nothing is said.
inline constexpr std::string_view typical_networks = "typical";

/// Networks as they are given on the line.
struct bench_networks {
    catalog::selection wanted;
    std::vector<const netlab::profile*> profiles;
    std::vector<bench_axis> axes;
    compare::lab_setup setup; ///< but for the path
    std::optional<compare::replayed_site> replay;
};

/// Profiles and groups of them, each profile once. Errors: usage_error.
[[nodiscard]] std::vector<const netlab::profile*> read_profiles(std::string_view option,
                                                                std::string_view text);

/// "rtt=20ms,50ms". Errors: usage_error, also for a wrong value.
[[nodiscard]] bench_axis read_axis(std::string_view option, std::string_view text);

/// One for each profile and each combination of steps. Errors: usage_error when there are fewer flags than a step asks for.
[[nodiscard]] std::vector<bench_condition> conditions_of(const bench_networks& from, std::uint64_t seed);

} // namespace flags::cli
