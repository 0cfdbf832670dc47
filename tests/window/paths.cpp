// Tables and draws.
#include "paths.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace simulated {

using namespace std::chrono_literals;
using flags::splitmix64;
using flags::uniform_01;

namespace {

constexpr double mega = 1e6;

struct row {
    const char* name;
    double rtt_ms;
    double down; // Mbit/s; 0: no limit
    double up;
    double queue_kb;
    double loss = 0;
    double jitter_ms = 0;
    double thinks_least_ms = 0;
    double thinks_most_ms = 0;
};

nanoseconds milliseconds_of(double count) {
    return std::chrono::round<nanoseconds>(std::chrono::duration<double, std::milli>(count));
}

named_path path_of(const row& from) {
    named_path made{.name = from.name};
    made.over.path = {.rtt = milliseconds_of(from.rtt_ms),
                      .jitter = milliseconds_of(from.jitter_ms),
                      .down = static_cast<std::uint64_t>(from.down * mega),
                      .up = static_cast<std::uint64_t>(from.up * mega),
                      .queue_bytes = static_cast<std::size_t>(from.queue_kb * 1e3),
                      .loss = {.lost_in_good = from.loss},
                      .seed = 1};
    made.thinks_least = milliseconds_of(from.thinks_least_ms);
    made.thinks_most = milliseconds_of(from.thinks_most_ms);
    return made;
}

// name, round trip (ms), down, up (Mbit/s), queue (kB), loss, jitter (ms), server's time (ms)
constexpr row path_rows[] = {
    {"unlimited", 100, 0, 0, 1e6},
    {"4g", 170, 9, 9, 153.6},
    {"lte", 70, 12, 12, 153.6},
    {"cable", 28, 5, 1, 153.6},
    {"dsl", 50, 1.5, 0.384, 76.8},
    {"geo-sat", 600, 20, 3, 460.8},
    {"loss", 100, 20, 20, 307.2, 0.01},
    {"fast-4g", 60, 9, 1.5, 65.536},
    {"slow-4g", 150, 1.6, 0.75, 65.536},
    {"bloat", 28, 5, 1, 625},
    {"far-fibre", 180, 100, 100, 2250},
    {"fios", 4, 20, 5, 65.536},
    {"slow-server", 50, 50, 10, 312.5, 0, 0, 500, 5000},
    {"lan", 1, 1000, 1000, 125},
    {"3g", 300, 1.6, 0.768, 65.536},
    {"wifi-good", 40, 30, 15, 150, 0.002},
    {"starlink", 40, 100, 15, 500, 0, 10},
    {"wifi-jitter", 20, 100, 30, 250, 0, 3},
    {"docsis", 20, 300, 10, 750},
    {"wifi-home", 5, 50, 20, 125, 0, 5},
    {"server-30ms", 20, 50, 10, 125, 0, 0, 20, 40},
    {"server-300ms", 50, 20, 5, 125, 0, 0, 300, 300},
};

// Box and Muller, 1958: one of the two.
double normal(splitmix64& random) {
    const double radius = std::sqrt(-2 * std::log(1 - uniform_01(random)));
    return radius * std::cos(2 * std::numbers::pi * uniform_01(random));
}

double between(splitmix64& random, double least, double most) { // each factor is as likely
    return least * std::pow(most / least, uniform_01(random));
}

} // namespace

const std::vector<named_path>& named_paths() {
    static const std::vector<named_path> all = [] {
        std::vector<named_path> made;
        std::ranges::transform(path_rows, std::back_inserter(made), path_of);
        return made;
    }();
    return all;
}

const named_path& path_named(std::string_view name) {
    return *std::ranges::find(named_paths(), name, &named_path::name);
}

named_path random_path(splitmix64& random) {
    row made{.name = "random",
             .rtt_ms = between(random, 5, 400),
             .down = between(random, 1, 300),
             .up = 0,
             .queue_kb = 0};
    made.up = made.down / between(random, 1, 12);
    const double on_the_path = made.down * made.rtt_ms / 8; // kB
    const double most = std::max(2 * on_the_path, made.down * 500 / 8);
    made.queue_kb = std::min(std::max(48.0, on_the_path * between(random, 0.3, 4.5)), most);
    const double loss = uniform_01(random);
    made.loss = loss < 0.6 ? 0 : loss < 0.8 ? 0.001 : loss < 0.95 ? 0.005 : 0.01;
    if (uniform_01(random) >= 0.6) made.jitter_ms = made.rtt_ms * 0.2 * uniform_01(random);
    return path_of(made);
}

std::vector<std::size_t> file_sizes(std::size_t count, double mean, std::uint64_t seed) {
    constexpr double spread = 0.75; // of the 194 flags' logarithms
    constexpr double least = 1e3;
    constexpr double most = 36e3;
    splitmix64 random(seed);
    std::vector<double> sizes(count);
    for (double& size : sizes)
        size = std::exp(spread * normal(random));
    for (int step = 0; step < 20; ++step) { // cutting the ends moves the mean, and so on
        const double now = std::reduce(sizes.begin(), sizes.end()) / static_cast<double>(count);
        for (double& size : sizes)
            size = std::clamp(size * mean / now, least, most);
    }
    return {sizes.begin(), sizes.end()};
}

} // namespace simulated
