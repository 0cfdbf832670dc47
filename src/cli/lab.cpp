// The command's process says what it is about to meet, so that nothing is said of a lab that could not be set up.
#include "cli/commands.hpp"
#include "compare/lab_visit.hpp"
#include "netlab/units.hpp"
#include "process/exec_arguments.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <string>
#include <string_view>
#include <system_error>
#include <unistd.h>
#include <vector>

namespace flags::cli {

namespace {

// Returns only when there is no such program (127) or it cannot be executed (126), as env(1) says it.
int execute(const std::vector<std::string>& command) {
    auto argv = process::exec_arguments(command);
    std::signal(SIGPIPE, SIG_DFL); // the program ignores these two for itself
    std::signal(SIGXFSZ, SIG_DFL);
    ::execvp(argv.front(), argv.data());
    const int error = errno;
    spdlog::error("flags: cannot run {}: {}", command.front(), std::generic_category().message(error));
    return error == ENOENT ? 127 : 126;
}

void tell(std::string_view direction, const netlab::ferry_counts& counts) {
    std::string further;
    for (const auto& [deed, count] : counts.further)
        further += fmt::format("; {}: {}", deed, count);
    std::ranges::replace(further, '_', ' ');
    spdlog::warn("lab: {}: {} packets, the probes' too; dropped: {} by the queue, {} by loss{}", direction,
                 counts.carried, counts.queue_full, counts.lost, further);
}

void tell(const compare::lab_result& result) {
    spdlog::warn("lab: before: {}", netlab::describe(result.probes.front()));
    spdlog::warn("lab: after: {}", netlab::describe(result.probes.back()));
    tell("up", result.up);
    tell("down", result.down);
    const auto& [p50, p99, max] = result.late;
    spdlog::warn("lab: handed over late by {} in the median, {} at the 99th percentile, {} at most",
                 netlab::show_time(p50), netlab::show_time(p99), netlab::show_time(max));
    for (const auto& reason : result.invalid)
        spdlog::warn("lab: INVALID: {}", reason);
}

} // namespace

int run(const lab_options& options) {
    const auto result = compare::run_in_lab(options.setup, [&options](const compare::lab_facts& facts) {
        spdlog::warn("lab: {}; tcp {}; {}", netlab::describe(options.setup.path),
                     options.setup.path.congestion_control, facts.base_url);
        return execute(options.command);
    });
    tell(result);
    return result.exit_code;
}

} // namespace flags::cli
