// A table for people or JSON for programs.
#include "cli/profiles.hpp"

#include "cli/standard_output.hpp"
#include "netlab/profiles.hpp"

#include <nlohmann/json.hpp>
#include <spdlog/fmt/fmt.h>

#include <chrono>
#include <string>

namespace flags::cli {

namespace {

using milliseconds = std::chrono::duration<double, std::milli>;

nlohmann::ordered_json as_json(const netlab::profile& one) {
    const auto& path = one.path;
    const auto limit = [](std::uint64_t value) {
        return value > 0 ? nlohmann::ordered_json(value) : nlohmann::ordered_json();
    };
    return {{"name", one.name},
            {"rtt_ms", milliseconds(path.rtt).count()},
            {"jitter_ms", milliseconds(path.jitter).count()},
            {"down_bps", limit(path.down)},
            {"up_bps", limit(path.up)},
            {"queue_down_bytes", limit(path.down > 0 ? down_link(path).queue_bytes : 0)},
            {"queue_up_bytes", limit(path.up > 0 ? up_link(path).queue_bytes : 0)},
            {"loss",
             {{"mean", mean_loss(path.loss)},
              {"good_to_bad", path.loss.good_to_bad},
              {"bad_to_good", path.loss.bad_to_good},
              {"lost_in_bad", path.loss.lost_in_bad},
              {"lost_in_good", path.loss.lost_in_good}}},
            {"source", one.source},
            {"date", one.date}};
}

} // namespace

void print_profiles(const profiles_options& options) {
    std::string text;
    if (options.json) {
        auto all = nlohmann::ordered_json::array();
        for (const auto& one : netlab::profiles())
            all.push_back(as_json(one));
        text = all.dump(2) + "\n";
    } else {
        for (const auto& one : netlab::profiles())
            text += fmt::format("{:<10}  {}\n            {} ({})\n", one.name, describe(one.path), one.source,
                                one.date);
    }
    standard_output().write(text);
}

} // namespace flags::cli
