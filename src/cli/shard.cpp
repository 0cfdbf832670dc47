// A hash that says which shard, and four schedulers that say which task.
#include "cli/shard.hpp"

#include "cli/options/values.hpp"

#include <flags/base/random.hpp>
#include <flags/http/url.hpp>

#include <optional>
#include <string>

namespace flags::cli {

namespace {

constexpr std::uint64_t most_shards = 1'000'000;
constexpr const char* shard_words =
    "give I/N, the number of this shard and how many there are, for example 3/8, or auto";

std::optional<std::uint64_t> number_in(const environment_lookup& value_of, const char* name) {
    const char* const text = value_of(name);
    return text == nullptr ? std::nullopt : integer<std::uint64_t>(text);
}

// Nothing when this is no task of a Slurm array.
std::optional<shard> slurm_task(std::string_view option, std::string_view text,
                                const environment_lookup& value_of) {
    const auto id = number_in(value_of, "SLURM_ARRAY_TASK_ID");
    const auto count = number_in(value_of, "SLURM_ARRAY_TASK_COUNT");
    if (!id || !count || *count == 0) return std::nullopt;
    const auto least = number_in(value_of, "SLURM_ARRAY_TASK_MIN").value_or(*id);
    const auto most = number_in(value_of, "SLURM_ARRAY_TASK_MAX").value_or(least);
    const auto step = number_in(value_of, "SLURM_ARRAY_TASK_STEP").value_or(1);
    const bool is_known =
        value_of("SLURM_ARRAY_TASK_MIN") != nullptr && step > 0 && least <= *id && *id <= most;
    if (!is_known || (most - least) / step + 1 != *count || (*id - least) % step != 0)
        refuse(option, text, "the numbers of this Slurm array are not evenly spaced: give I/N");
    return shard{.number = (*id - least) / step + 1, .count = *count};
}

shard task_of_several(std::string_view option, std::string_view text, std::uint64_t count,
                      const environment_lookup& value_of) {
    for (const char* const name :
         {"SLURM_ARRAY_TASK_ID", "JOB_COMPLETION_INDEX", "PBS_ARRAY_INDEX", "PARALLEL_SEQ"})
        if (const auto index = number_in(value_of, name))
            return {.number = *index % count + 1, .count = count};
    refuse(option, text,
           "neither SLURM_ARRAY_TASK_ID nor JOB_COMPLETION_INDEX, PBS_ARRAY_INDEX or PARALLEL_SEQ has a "
           "number: give I/N");
}

} // namespace

bool shard::has(std::string_view url) const {
    splitmix64 mixed(fnv1a(by_host ? http::origin_of(url) : url));
    return mixed() % count == number - 1;
}

shard read_shard(std::string_view option, std::string_view text, const environment_lookup& value_of) {
    constexpr std::string_view automatic = "auto";
    if (text == automatic) {
        if (const auto task = slurm_task(option, text, value_of)) return *task;
        refuse(option, text, "how many shards there are is known of a Slurm array only: give auto/N");
    }
    const std::size_t slash = text.find('/');
    const auto count =
        slash == std::string_view::npos ? std::nullopt : integer<std::uint64_t>(text.substr(slash + 1));
    if (!count || *count < 1 || *count > most_shards) refuse(option, text, shard_words);
    if (text.substr(0, slash) == automatic) return task_of_several(option, text, *count, value_of);
    const auto number = integer<std::uint64_t>(text.substr(0, slash));
    if (!number || *number < 1 || *number > *count) refuse(option, text, shard_words);
    return {.number = *number, .count = *count};
}

} // namespace flags::cli
