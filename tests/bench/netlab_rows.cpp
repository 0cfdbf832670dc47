// Row 7: the fidelity ladder of the lab's network, from one round trip to a whole run of flags.
#include "bench/rows.hpp"
#include "compare/bounds.hpp"
#include "netlab/ferry.hpp"
#include "netlab/ladder.hpp"
#include "netlab/profiles.hpp"
#include "netlab/wires.hpp"
#include "support/in_child.hpp"
#include "support/temp_dir.hpp"

#include <flags/base/error.hpp>
#include <flags/catalog/pop20.hpp>

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <new>
#include <string>
#include <sys/mman.h>

namespace flags::bench {
namespace {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;

constexpr std::array round_trips{20ms, 100ms, 300ms};
constexpr std::array<std::size_t, 5> segments{1, 10, 11, 30, 31};
constexpr std::uint64_t bulk_rate = 20'000'000;

// What the child that is on the networks hands over.
struct rungs {
    std::array<double, round_trips.size()> over{}; // seconds above the round trip
    double exact = 0;                              // sizes that took the flights of slow start
    double rate = 0;                               // measured / set
    std::array<char, 400> refusal{};               // why there are no networks here
};

// Shared with children.
class shared_rungs {
public:
    shared_rungs()
        : memory_(::mmap(nullptr, sizeof(rungs), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)) {
        if (memory_ == MAP_FAILED) throw std::bad_alloc();
        value_ = new (memory_) rungs;
    }
    ~shared_rungs() { ::munmap(memory_, sizeof(rungs)); }
    shared_rungs(const shared_rungs&) = delete;
    shared_rungs& operator=(const shared_rungs&) = delete;
    rungs* operator->() const { return value_; }
    rungs& operator*() const { return *value_; }

private:
    void* memory_;
    rungs* value_;
};

double right_flights(const netlab::namespaces& three) {
    constexpr auto rtt = 100ms;
    const netlab::ferry running({.rtt = rtt}, [] {});
    const auto came = test::flights(three, rtt, segments);
    // RFC 6928's ten segments, then two for each that is acknowledged.
    const std::vector<std::vector<std::size_t>> expected{{1}, {10}, {10, 1}, {10, 20}, {10, 20, 1}};
    double right = 0;
    for (std::size_t i = 0; i < expected.size(); ++i)
        right += came[i] == expected[i] ? 1 : 0;
    return right;
}

int climb(rungs& result) {
    netlab::namespaces three;
    try {
        three = netlab::enter_namespaces();
    } catch (const machine_error& refusal) {
        std::strncpy(result.refusal.data(), refusal.what(), result.refusal.size() - 1);
        return test::cannot_run_here;
    }
    netlab::lay_wires(three, netlab::conditions().congestion_control);
    for (std::size_t i = 0; i < round_trips.size(); ++i) {
        const netlab::ferry running({.rtt = round_trips[i]}, [] {});
        auto times = test::connect_times(three, 9);
        std::ranges::sort(times);
        result.over[i] = process::seconds(times[times.size() / 2] - round_trips[i]);
    }
    result.exact = right_flights(three);
    const netlab::ferry running({.rtt = 20ms, .down = bulk_rate, .queue_bytes = 128'000}, [] {});
    const auto second_half = test::bulk_transfer(three, 5'000'000);
    result.rate = second_half.bytes * 8 / process::seconds(second_half.time) / static_cast<double>(bulk_rate);
    return 0;
}

comparison single_connections() {
    const shared_rungs found;
    const int status = test::in_child([&found] { return climb(*found); });
    if (status != 0 && status != test::cannot_run_here)
        throw storage_error(EIO,
                            "the child that measures the lab's network ended with " + std::to_string(status));
    comparison result{
        .title = "7a. The lab's network, one connection at a time",
        .conditions = "Kernel TCP (Reno) over the ferry: connects in sequence, answers of so many full "
                      "segments, and the second half of 5 MB at 20 Mbit/s. Seen by the kernel's stamps at "
                      "the client's interface, but for connects, which a program times.",
        .programs = {},
        .figures = {}};
    if (status == test::cannot_run_here)
        result.conditions += fmt::format("\n\nNOT MEASURED: {}", found->refusal.data());
    const auto add = [&](std::string what, double value, compare::interval target,
                         std::string (*format)(double)) {
        result.figures.push_back({.what = std::move(what),
                                  .measured = status == 0 ? std::optional(value) : std::nullopt,
                                  .target = target,
                                  .format = format});
    };
    for (std::size_t i = 0; i < round_trips.size(); ++i)
        add(fmt::format("connect, above a round trip of {} ms", round_trips[i].count()), found->over[i],
            at_most(0.001), compare::format_seconds);
    add("answers of 1, 10, 11, 30, 31 segments with the exact number of flights", found->exact,
        {.low = segments.size(), .high = segments.size()},
        [](double count) { return fmt::format("{} of 5", count); });
    add("bulk rate / 20 Mbit/s", found->rate, {.low = 0.99, .high = 1.01}, format_ratio);
    return result;
}

// What the embedded server and flags add: heads of the 20 answers and requests are 182 and 89 bytes.
compare::work twenty_flags() {
    constexpr double head = 182;
    compare::work result{.request_bytes = 89};
    for (const auto& code : catalog::pop20)
        result.bytes.push_back(head + static_cast<double>(std::filesystem::file_size(fmt::format(
                                          "/usr/share/iso-flags-png-320x240/{}.png", code.lower()))));
    return result;
}

// One run of flags inside of the lab, between two looks at the clock.
void run_in_lab(const setup& with, const std::string& profile, series& into) {
    const test::temp_dir files(with.scratch);
    process::command lab;
    lab.argv = {with.flags_program,
                "lab",
                "--profile",
                profile,
                "--",
                "sh",
                "-c",
                R"(date +%s.%N; "$@" -s "$FLAGS_ORIGIN" >&2 && date +%s.%N)",
                "sh",
                with.flags_program,
                "get",
                "--ext",
                "png",
                "--mode",
                "sequential-keepalive",
                "--no-progress",
                "-o",
                files.path()};
    lab.time_limit = compare::longest_run;
    const auto ended = process::run(lab);
    if (auto fault = compare::fault_of(ended); !fault.empty()) {
        into.failures.push_back(std::move(fault));
        return;
    }
    if (const auto invalid = ended.err.find("INVALID"); with.judge_path && invalid != std::string::npos) {
        into.failures.push_back(ended.err.substr(invalid, ended.err.find('\n', invalid) - invalid));
        return;
    }
    const auto middle = ended.out.find('\n');
    into.wall_seconds.push_back(std::stod(ended.out.substr(middle)) - std::stod(ended.out));
    into.cpu_seconds.push_back(process::seconds(ended.cpu));
    into.peak_rss_bytes.push_back(static_cast<double>(ended.peak_rss_bytes));
}

comparison whole_runs(const setup& with) {
    comparison result{
        .title = "7b. 20 flags in the lab, one after another over one connection",
        .conditions =
            "`flags lab --profile NAME -- flags get --mode sequential-keepalive`, whole process, "
            "beside the formula of sequential keep-alive, which is exact where nothing is lost. CPU is "
            "the lab's, too.",
        .programs = {},
        .figures = {}};
    constexpr std::size_t most_runs = 5;
    for (const std::string name : {"cable", "fast-4g", "slow-4g"}) {
        const auto& path = netlab::find_profile(name)->path;
        const auto limit = compare::keepalive_bound(
            {.rtt = process::seconds(path.rtt), .down = path.down, .up = path.up}, twenty_flags());
        auto& runs = result.programs.emplace_back(series{.name = name});
        for (std::size_t i = 0; i < std::min(with.how.runs, most_runs) && with.how.go_on(); ++i)
            run_in_lab(with, name, runs);
        std::vector<double> ratios;
        for (const double wall : runs.wall_seconds)
            ratios.push_back(wall / limit.seconds);
        result.figures.push_back(median_figure(
            fmt::format("wall / formula ({}), {}", compare::format_seconds(limit.seconds), name), ratios,
            compare::interval{.low = 0.99, .high = 1.03}, format_ratio));
    }
    return result;
}

} // namespace

std::vector<comparison> netlab_row(const setup& with) {
    std::vector<comparison> results{single_connections()};
    if (results.front().figures.front().measured) results.push_back(whole_runs(with));
    return results;
}

} // namespace flags::bench
