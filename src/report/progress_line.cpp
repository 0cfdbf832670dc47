// Parts in the order of their worth.
#include "report/progress_line.hpp"

#include <spdlog/fmt/fmt.h>

#include <array>
#include <cmath>
#include <string_view>

namespace flags::report {

namespace {

struct line {
    std::size_t width;
    std::string text{};
    std::size_t columns = 0;
    bool is_full = false;

    void add(const std::string& part, std::string_view before = {}, std::string_view after = {}) {
        const std::string_view comma = columns == 0 ? "" : ", ";
        is_full = is_full || columns + comma.size() + part.size() > width;
        if (is_full) return;
        columns += comma.size() + part.size();
        text += fmt::format("{}{}{}{}", comma, before, part, after);
    }
};

std::string size_text(std::uint64_t bytes) {
    constexpr std::array<std::string_view, 4> units = {"KiB", "MiB", "GiB", "TiB"};
    if (bytes < 1024) return fmt::format("{} B", bytes);
    auto value = static_cast<double>(bytes) / 1024;
    std::size_t unit = 0;
    for (; value >= 1023.95 && unit + 1 < units.size(); ++unit) // which would show as 1024.0
        value /= 1024;
    return fmt::format("{:.1f} {}", value, units[unit]);
}

// A line that says days is of no use; beyond 100 hours nothing is said.
std::string time_text(double seconds) {
    const auto whole = static_cast<unsigned>(std::ceil(seconds));
    if (whole >= 3600) return fmt::format("{}:{:02}:{:02} left", whole / 3600, whole / 60 % 60, whole % 60);
    return fmt::format("{}:{:02} left", whole / 60, whole % 60);
}

} // namespace

std::string progress_line(const progress_state& state, std::size_t width, bool colour) {
    line all{.width = width};
    const bool is_total_known = state.total > 0;
    all.add(is_total_known ? fmt::format("{}/{}", state.done, state.total)
                           : fmt::format("{} done", state.done));
    if (state.failed > 0) {
        const std::string failed = fmt::format("{} failed", state.failed);
        colour ? all.add(failed, "\033[31m", "\033[0m") : all.add(failed);
    }
    if (state.done > 0 && state.elapsed.count() > 0) {
        const double rate = static_cast<double>(state.done) / state.elapsed.count();
        const double left = is_total_known ? static_cast<double>(state.total - state.done) / rate : 0;
        if (left > 0 && left < 100 * 3600) all.add(time_text(left));
        all.add(rate < 9.95 ? fmt::format("{:.1f}/s", rate) : fmt::format("{:.0f}/s", rate));
    }
    all.add(fmt::format("{} under way", state.begun - state.done));
    all.add(size_text(state.bytes));
    return all.text;
}

} // namespace flags::report
