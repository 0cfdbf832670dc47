// Each run is checked before it counts.
#include "bench/measure.hpp"

#include <spdlog/fmt/fmt.h>

#include <chrono>
#include <string_view>
#include <utility>

namespace flags::bench {
namespace {

std::string_view first_line(std::string_view text) { return text.substr(0, text.find('\n')); }

// Empty when the run counts.
std::string fault_of(const compare::turn& done, const compare::contender& program,
                     const compare::goal& wanted) {
    auto fault = compare::fault_of(done.used);
    if (!fault.empty()) return fault;
    if (program.saves) return compare::fault_of(done.found, wanted);
    const auto promised = fmt::format("{} {}", wanted.files, wanted.bytes);
    if (first_line(done.used.out) == promised) return {};
    return fmt::format(R"(it says "{}" instead of "{}")", first_line(done.used.out), promised);
}

} // namespace

std::vector<series> measure(std::span<const compare::contender> contenders, const compare::goal& wanted,
                            const compare::effort& how, const std::filesystem::path& scratch) {
    std::vector<series> result;
    for (const auto& program : contenders)
        result.push_back({.name = program.name});

    compare::take_turns(
        contenders, how, scratch, [&](const compare::turn& done, const std::filesystem::path&) {
            if (done.block == 0) return;
            auto& runs = result[done.program];
            if (auto fault = fault_of(done, contenders[done.program], wanted); !fault.empty()) {
                runs.failures.push_back(std::move(fault));
                return;
            }
            runs.wall_seconds.push_back(process::seconds(done.used.wall));
            runs.cpu_seconds.push_back(process::seconds(done.used.cpu));
            runs.peak_rss_bytes.push_back(static_cast<double>(done.used.peak_rss_bytes));
        });
    return result;
}

} // namespace flags::bench
