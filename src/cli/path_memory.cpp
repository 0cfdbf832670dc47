// For whom, and what is said of it.
#include "cli/path_memory.hpp"

#include "base/this_network.hpp"
#include "cli/path_names.hpp"
#include "report/paths_text.hpp"

#include <flags/base/error.hpp>
#include <flags/fetch/path_file.hpp>

#include <algorithm>
#include <chrono>

namespace flags::cli {

known_paths::known_paths(const get_options& options, const get_plan& plan, console& out)
    : out_(&out), behind_proxy_(plan.client.environment_proxy) {
    if (options.path_memory && !plan.automatic)
        out.say(spdlog::level::warn,
                "note: --path-memory: a number that is given has nothing to learn; see -m auto");
    if (!options.remembers_paths || !plan.automatic) return;
    if (plan.embedded && !options.path_memory) return; // nobody has asked, and there is nothing to learn
    const auto read = read_for(options, plan);
    if (!read) forego(read.error());
}

std::expected<void, std::string> known_paths::read_for(const get_options& options, const get_plan& plan) {
    if (plan.embedded) return std::unexpected("the embedded server has another port each time");
    auto file = path_file(options.path_memory);
    if (!file) return std::unexpected(file.error());
    const auto network = network_name();
    if (!network) return std::unexpected("this machine has no network");
    file_.emplace(*std::move(file));
    const auto memory = file_->read();
    if (!memory) {
        file_.reset();
        return std::unexpected(memory.error());
    }
    memory_ = *memory;
    network_ = *network;
    return {};
}

void known_paths::forego(std::string_view why) const {
    out_->say(spdlog::level::info, "paths are not remembered: {}", why);
}

window::path_key known_paths::key_of(std::string_view origin) const {
    return {.network = network_,
            .origin = origin_name(origin, behind_proxy_ ? proxy_for(origin) : std::string())};
}

fetch::prior_knowledge known_paths::prior() const {
    if (!file_) return {};
    const auto recall = [this](std::string_view origin) {
        const auto now = std::chrono::system_clock::now();
        const auto key = key_of(origin);
        auto known = memory_->recall(key, now);
        if (known)
            out_->say(spdlog::level::info, "as remembered: {}", report::path_line(key.origin, *known, now));
        return known;
    };
    return {.recall = recall, .expected = memory_->expected_rate(network_, std::chrono::system_clock::now())};
}

void known_paths::learn(std::span<const fetch::way_record> seen) {
    const bool is_something =
        std::ranges::any_of(seen, [](const fetch::way_record& each) { return each.memory.has_value(); });
    if (!file_ || !is_something) return;
    if (network_name() != network_) return forego("the network changed meanwhile");
    try {
        file_->change([&](window::path_memory& memory) {
            const auto now = std::chrono::system_clock::now();
            for (const fetch::way_record& each : seen)
                if (each.memory) memory.learn(key_of(each.origin), *each.memory, now);
        });
    } catch (const machine_error& e) {
        forego(e.what());
    }
}

} // namespace flags::cli
