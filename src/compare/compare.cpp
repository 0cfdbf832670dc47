// This process has the server and the ferry, and evaluates the runs afterwards. Its child only measures.
#include "compare/compare.hpp"

#include "compare/machine.hpp"
#include "process/guardian.hpp"
#include "process/temp_dir.hpp"

#include <flags/base/rfc3339.hpp>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <utility>

namespace flags::compare {
namespace {

constexpr int exit_interrupted = 128 + SIGINT;
constexpr double largest_guess = 64'000; // bytes of a flag whose size is not known yet

volatile std::sig_atomic_t interrupt_came = 0;

// A program that takes longer hangs: ten times the least time of the slowest mode, and a minute.
std::chrono::milliseconds time_limit_of(const settings& what) {
    using namespace std::chrono_literals;
    if (!what.lab) return 10min;
    auto longest_delay = what.lab->origin.max_delay;
    double largest = largest_guess;
    for (const auto& each : what.files) {
        longest_delay = std::max(longest_delay, each.server_time.value_or(0ns));
        largest = std::max(largest, static_cast<double>(each.bytes.value_or(0)));
    }
    const work most{.bytes = std::vector<double>(what.files.size(), largest),
                    .think = process::seconds(longest_delay)};
    const auto bound = sequential_bound(path_of(what).value_or(path()), most).seconds;
    return 1min + std::chrono::milliseconds(static_cast<long>(10e3 * bound));
}

workload workload_of(const settings& what) {
    return {.count = what.files.size(),
            .at =
                [&what](std::size_t place) {
                    return download{.url = what.files.at(place).url, .file_name = what.files.at(place).name};
                },
            .in_flight = what.max_requests,
            .time_limit = time_limit_of(what)};
}

// In the child process.
int measure(const settings& what, std::span<const program> programs, const lab_facts& facts,
            const run_observer& tell, const std::filesystem::path& scratch) {
    std::signal(SIGINT, [](int) { interrupt_came = 1; });
    process::make_private_folder(scratch); // from here on the guardian removes it
    auto work = workload_of(what);
    work.cacert = facts.ca_file;
    const sampling how{
        .how = {.runs = what.runs, .seed = what.seed, .go_on = [] { return interrupt_came == 0; }},
        .precision = what.precision,
        .ends_by = what.ends_by,
        .alone = what.lab.has_value(),
        .dropped = facts.dropped,
        .resent = facts.resent,
        .tell = tell};
    try {
        take_samples(programs, work, how, scratch);
    } catch (const interrupted&) {
        return exit_interrupted;
    }
    return 0;
}

} // namespace

std::expected<comparison, int> compare(settings what, std::span<const program> programs,
                                       const report_reader& read, const run_observer& tell,
                                       const std::filesystem::path& scratch) {
    const auto remove_scratch = [&scratch] {
        std::error_code gone;
        std::filesystem::remove_all(scratch, gone);
    };
    observations seen{.started = rfc3339(std::chrono::system_clock::now()), .machine = describe_machine()};
    int exit_code = 0;
    if (what.lab) {
        seen.lab = run_in_lab(
            *what.lab, [&](const lab_facts& facts) { return measure(what, programs, facts, tell, scratch); },
            remove_scratch);
        exit_code = seen.lab->exit_code;
    } else {
        process::guardian guardian(
            {}, [&] { return measure(what, programs, {}, tell, scratch); }, remove_scratch);
        exit_code = guardian.run();
    }
    if (exit_code != 0) return std::unexpected(exit_code);
    seen.samples = read_samples(programs, read, scratch);
    return make_comparison(std::move(what), programs, std::move(seen));
}

} // namespace flags::compare
