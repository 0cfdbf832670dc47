// The table of named networks. A figure that is not published elsewhere has the source "ours".
#include "netlab/profiles.hpp"

#include <algorithm>

namespace flags::netlab {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t k = 1'000;
constexpr std::uint64_t M = 1'000'000; // NOLINT(readability-identifier-naming): the unit's sign

constexpr conditions path(std::chrono::nanoseconds rtt, std::uint64_t down, std::uint64_t up) {
    return {.rtt = rtt, .down = down, .up = up};
}

constexpr conditions with_loss(conditions path, const loss_model& loss) {
    path.loss = loss;
    return path;
}

constexpr conditions with_jitter(conditions path, std::chrono::nanoseconds jitter) {
    path.jitter = jitter;
    return path;
}

constexpr conditions with_queue(conditions path, std::chrono::nanoseconds queue) {
    path.queue_time = queue;
    return path;
}

constexpr std::string_view read_on = "2026-11-21";

const profile table[] = {
    {"dial", path(120ms, 49 * k, 30 * k), "WebPageTest, Dial", read_on},
    {"edge", path(840ms, 240 * k, 200 * k), "WebPageTest, Edge", read_on},
    {"2g", path(800ms, 280 * k, 256 * k), "WebPageTest, 2G", read_on},
    {"3g-slow", path(400ms, 400 * k, 400 * k), "WebPageTest, 3GSlow", read_on},
    {"3g", path(300ms, 1'600 * k, 768 * k), "WebPageTest, 3G", read_on},
    {"slow-4g", path(150ms, 1'600 * k, 750 * k), "Lighthouse, mobileSlow4G; WebPageTest, 3GFast (768 k up)",
     read_on},
    {"4g", path(170ms, 9 * M, 9 * M), "WebPageTest, 4G", read_on},
    {"fast-4g", path(60ms, 9 * M, 1'500 * k), "Chrome DevTools, Fast 4G (its targets)", read_on},
    {"lte", path(70ms, 12 * M, 12 * M), "WebPageTest, LTE", read_on},
    {"dense-4g", path(40ms, 10'240 * k, 10'240 * k), "Lighthouse, desktopDense4G (up: ours)", read_on},
    {"dsl", path(50ms, 1'500 * k, 384 * k), "WebPageTest, DSL", read_on},
    {"cable", path(28ms, 5 * M, 1 * M), "WebPageTest, Cable", read_on},
    {"bloat", with_queue(path(28ms, 5 * M, 1 * M), 1s), "WebPageTest, Cable; a queue of one second: ours",
     read_on},
    {"fios", path(4ms, 20 * M, 5 * M), "WebPageTest, FIOS", read_on},
    {"wifi-good", with_loss(path(40ms, 30 * M, 15 * M), {.lost_in_good = 0.002}),
     "comcast's README (its latency is one way)", read_on},
    {"lossy-wifi", with_loss(path(30ms, 20 * M, 10 * M), {.good_to_bad = 0.004, .bad_to_good = 0.4}),
     "ours: 1 % lost, 2.5 packets at a time", read_on},
    {"geo-sat", path(600ms, 20 * M, 3 * M), "APNIC 2022 (RTT; rates: ours)", read_on},
    {"starlink", with_jitter(path(40ms, 100 * M, 15 * M), 10ms),
     "APNIC 2022 (RTT of 40 to 60 ms; rates: ours), without its handovers", read_on},
    {"far-fibre", path(180ms, 100 * M, 100 * M), "ours: between continents", read_on},
    {"lan", path(1ms, 1'000 * M, 1'000 * M), "ours", read_on},
    {"none", {}, "ours: nothing added", read_on},
};

struct group {
    std::string_view name;
    std::vector<std::string_view> members;
};

const std::vector<group>& groups() {
    static const std::vector<group> all{
        {"typical", {"3g", "slow-4g", "fast-4g", "dsl", "cable", "wifi-good", "geo-sat", "starlink"}},
        {"mobile", {"edge", "2g", "3g-slow", "3g", "slow-4g", "4g", "fast-4g", "lte", "dense-4g"}},
        {"home", {"dial", "dsl", "cable", "bloat", "fios", "wifi-good", "lossy-wifi"}},
        {"satellite", {"geo-sat", "starlink"}}};
    return all;
}

} // namespace

std::span<const profile> profiles() noexcept { return table; }

const profile* find_profile(std::string_view name) noexcept {
    const auto* const found = std::ranges::find(table, name, &profile::name);
    return found == std::ranges::end(table) ? nullptr : found;
}

std::vector<const profile*> find_profiles(std::string_view word) {
    std::vector<const profile*> found;
    if (const auto* const one = find_profile(word)) found.push_back(one);
    const auto named = std::ranges::find(groups(), word, &group::name);
    if (named != groups().end())
        for (const auto name : named->members)
            found.push_back(find_profile(name));
    if (word == "all")
        for (const auto& each : table)
            if (each.name != "none") found.push_back(&each);
    return found;
}

std::vector<std::string_view> profile_groups() {
    std::vector<std::string_view> names;
    for (const auto& each : groups())
        names.push_back(each.name);
    names.emplace_back("all");
    return names;
}

} // namespace flags::netlab
