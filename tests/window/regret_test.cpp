// Regret: how much slower the controller is than the best constant that somebody who knew the network would have chosen. A bound
// is a little above what was measured when it was written; what exceeds it has made something worse.
#include "regret.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>

using namespace simulated;

namespace {

const controllers automatic = [] { return flags::window::automatic(); };

struct bounds {
    double cold;
    double warm;
    std::map<std::string, double> cold_of{}; // exceptions, by name
    std::map<std::string, double> warm_of{};
};

void check_named(const work& what, const std::vector<std::size_t>& constants, const bounds& most,
                 std::size_t certificates = 0) {
    std::vector<regret> rows;
    for (named_path path : named_paths()) {
        path.over.certificates = certificates;
        rows.push_back(measure(path, what, constants, automatic));
    }
    std::printf("%zu files of %.0f bytes%s\n%s\n", what.files, what.mean_bytes,
                certificates == 0 ? "" : " over TLS", table_of(rows).c_str());
    for (const regret& row : rows) {
        CAPTURE(row.name);
        const auto cold = most.cold_of.find(row.name);
        const auto warm = most.warm_of.find(row.name);
        CHECK(row.cold <= (cold == most.cold_of.end() ? most.cold : cold->second));
        CHECK(row.warm <= (warm == most.warm_of.end() ? most.warm : warm->second));
    }
}

// p50, p90 and the largest.
using shares = std::array<double, 3>;

void check_random(const work& what, const std::vector<std::size_t>& constants, const shares& cold_most,
                  const shares& warm_most) {
    constexpr int paths = 40;
    flags::splitmix64 random(20'261'124); // not one that constants were chosen with
    std::vector<double> cold;
    std::vector<double> warm;
    for (int n = 0; n < paths; ++n) {
        const regret row = measure(random_path(random), what, constants, automatic);
        cold.push_back(row.cold);
        warm.push_back(row.warm);
    }
    const auto check = [](const char* name, const std::vector<double>& values, const shares& most) {
        const shares seen{share_below(values, 0.5), share_below(values, 0.9), share_below(values, 1)};
        std::printf("%s: half within %.2f, nine of ten %.2f, all %.2f\n", name, seen[0], seen[1], seen[2]);
        for (std::size_t i = 0; i < seen.size(); ++i)
            CHECK(seen[i] <= most[i]);
    };
    std::printf("%zu files of %.0f bytes on %d random paths\n", what.files, what.mean_bytes, paths);
    check("cold", cold, cold_most);
    check("warm", warm, warm_most);
}

} // namespace

// What no signal shows before the first answers, so that 20 files are asked for at once (or, over a slow uplink, are not):
// a link of 30 Mbit/s and more with a short queue; a slow uplink with a fast downlink, which SYN-ACKs cannot tell from a
// slow downlink.
const std::map<std::string, double> unseen_small = {{"wifi-good", 1.1}, {"wifi-home", 1.3},
                                                    {"docsis", 1.4},    {"server-30ms", 1.45},
                                                    {"lan", 1.1},       {"geo-sat", 1.06}};
const std::map<std::string, double> unseen_large = {
    {"wifi-home", 1.25}, {"docsis", 1.4}, {"server-30ms", 1.15}, {"lan", 1.1}};

// On the lan everything takes 20 to 30 ms, and whether a last packet is lost decides: 5 and 9 runs give 1.43 and 1.15.
TEST_CASE("194 flags on named paths") {
    check_named({.files = 194, .mean_bytes = 12'100}, {4, 8, 16, 20, 32, 64},
                {.cold = 1.2,
                 .warm = 1.05,
                 .cold_of = {{"lan", 1.5}},
                 .warm_of = {{"lan", 1.25}, {"server-30ms", 1.15}}});
}

TEST_CASE("20 flags on named paths") {
    check_named({.files = 20, .mean_bytes = 10'650, .runs = 9}, {2, 4, 8, 16, 20},
                {.cold = 1.05, .warm = 1.05, .cold_of = unseen_small});
}

TEST_CASE("20 large flags on named paths") {
    check_named({.files = 20, .mean_bytes = 19'800, .runs = 9}, {2, 4, 8, 16, 20},
                {.cold = 1.06, .warm = 1.1, .cold_of = unseen_large});
}

// 3 kB are assumed for what a server sends for a ClientHello, certificates included. Had only what can be read been counted, the
// largest would be 1.68 and 1.41, because records of 16 kB are read when they are whole; without the handshakes' bytes, 1.60
// and 1.33. That requests do not take up the window before their handshakes are done was tried: 1.39 and 1.22 in place of 1.39 and
// 1.25, fast-4g cold 1.19 in place of 1.06.
TEST_CASE("20 large flags over TLS on named paths") {
    check_named({.files = 20, .mean_bytes = 19'800, .runs = 9}, {2, 4, 8, 12, 16, 20},
                {.cold = 1.07,
                 .warm = 1.12,
                 .cold_of = {{"lte", 1.15},
                             {"fast-4g", 1.1},
                             {"fios", 1.1},
                             {"lan", 1.2},
                             {"3g", 1.2},
                             {"wifi-good", 1.1},
                             {"docsis", 1.43},
                             {"wifi-home", 1.43},
                             {"server-30ms", 1.17}},
                 .warm_of = {{"unlimited", 1.16},
                             {"geo-sat", 1.2},
                             {"fast-4g", 1.18},
                             {"lan", 1.23},
                             {"wifi-home", 1.15},
                             {"server-30ms", 1.29}}},
                3'000);
}

TEST_CASE("194 flags on random paths") {
    check_random({.files = 194, .mean_bytes = 12'100}, {4, 8, 16, 32, 64}, {1.02, 1.17, 1.25},
                 {1.01, 1.05, 1.13});
}

TEST_CASE("20 flags on random paths") {
    check_random({.files = 20, .mean_bytes = 10'650}, {4, 8, 12, 20}, {1.07, 1.25, 1.4}, {1.01, 1.12, 1.3});
}
