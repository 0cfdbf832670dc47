// One of several runs that share a list.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

namespace flags::cli {

/// Of `count` runs the one with this number, from 1. Which of them has a URL depends on its text alone, so it is the same on
/// each machine, at any time and in any list.
struct shard {
    std::uint64_t number = 1;
    std::uint64_t count = 1;
    bool by_host = false; ///< all files of one server are in one shard

    [[nodiscard]] bool has(std::string_view url) const;
};

/// The value of a variable of the environment, null when it is not set.
using environment_lookup = std::function<const char*(const char* name)>;

/// "I/N": the I-th of N. "auto": what the environment of this process says: a task of a Slurm array
/// (SLURM_ARRAY_TASK_ID with _COUNT, _MIN, _MAX and _STEP). "auto/N": the same where only the number of the task is known:
/// JOB_COMPLETION_INDEX of Kubernetes, PBS_ARRAY_INDEX, PARALLEL_SEQ of GNU parallel; any N tasks with consecutive
/// numbers are the N shards.
/// Errors: usage_error that says what to give.
[[nodiscard]] shard read_shard(std::string_view option, std::string_view text,
                               const environment_lookup& value_of);

} // namespace flags::cli
