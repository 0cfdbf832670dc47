// Times follow from a round trip of 100 ms and a link of 9 Mbit/s, with a little seeded noise.
#include "report/sample_comparison.hpp"

#include <flags/base/random.hpp>
#include <flags/base/rfc3339.hpp>
#include <flags/catalog/pop20.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <iterator>

namespace flags::test {

namespace {

using json = nlohmann::ordered_json;

constexpr double rtt_ms = 100;
constexpr double bits_per_ms = 9000;
constexpr int blocks = 10;
const char* const server = "http://198.18.0.2/flags/";

struct kind_of_run {
    const char* name;
    double median_s;
    double limit_s;
    bool is_peer;
};

constexpr kind_of_run kinds[] = {{"sequential", 5.83, 5.73, false},
                                 {"sequential-keepalive", 3.91, 3.83, false},
                                 {"concurrent", 0.664, 0.648, false},
                                 {"curl -Z", 0.735, 0.648, true},
                                 {"aria2c", 1.94, 0.648, true}};

int bytes_of(const std::string& code) { return 3000 + static_cast<int>(fnv1a(code) % 28'000U); }

// The first ten segments arrive together; each later window takes another round trip.
double receive_ms(int bytes, int at_once) {
    const double link_ms = bytes * 8.0 / bits_per_ms * at_once;
    return link_ms + (bytes > 14'480 ? rtt_ms : 0);
}

json attempt(const std::string& code, double start_ms, int connection, bool is_new, int at_once,
             double noise) {
    const int bytes = bytes_of(code);
    const double connect = is_new ? rtt_ms + 0.3 + noise : 0;
    const double wait = rtt_ms + 0.8 + noise;
    const double receive = receive_ms(bytes, at_once);
    const std::chrono::system_clock::time_point run_began{std::chrono::seconds(1'795'341'600)};
    const auto started = run_began + std::chrono::milliseconds(static_cast<int>(start_ms));
    return {{"code", code},
            {"outcome", "ok"},
            {"status", 200},
            {"url", server + code + ".png?size=320"},
            {"start_ms", start_ms},
            {"connection", connection},
            {"timings_ms",
             {{"blocked", 0.2},
              {"dns", 0.0},
              {"connect", connect},
              {"ssl", 0.0},
              {"send", 0.1},
              {"wait", wait},
              {"receive", receive},
              {"total", 0.2 + connect + 0.1 + wait + receive}}},
            {"bytes", bytes},
            {"ideal_ms", (is_new ? 2 : 1) * rtt_ms + receive_ms(bytes, 1)},
            {"attempt", 1},
            {"started", rfc3339(started)},
            {"http_version", "1.1"},
            {"remote_ip", "198.18.0.2"}};
}

// One 503 in the middle, which is tried again on a connection of its own.
void fail_once(json& flags, std::size_t which, int connection) {
    if (which >= flags.size()) return;
    json again = flags[which];
    json& phases = flags[which]["timings_ms"];
    phases["total"] = phases["total"].get<double>() - phases["receive"].get<double>();
    phases["receive"] = 0.0;
    flags[which]["outcome"] = "failed";
    flags[which]["status"] = 503;
    flags[which]["bytes"] = 0;
    again["attempt"] = 2;
    again["connection"] = connection;
    again["start_ms"] =
        again["start_ms"].get<double>() + flags[which]["timings_ms"]["total"].get<double>() + 40;
    flags.push_back(again);
}

json waterfall_of(std::size_t kind, const std::vector<std::string>& codes, splitmix64& random) {
    json flags = json::array();
    double now = 11.5;
    double end = 0;
    int connection = 0;
    for (const auto& code : codes) {
        const bool is_new = kind != 1 || connection == 0;
        connection += is_new ? 1 : 0;
        const int at_once = kind == 2 ? 12 : 1;
        flags.push_back(attempt(code, now, connection, is_new, at_once, 3 * uniform_01(random)));
        end = now + flags.back()["timings_ms"]["total"].get<double>();
        now = kind == 2 ? now + 0.4 : end + 0.3;
    }
    if (kind == 2) fail_once(flags, 6, connection + 1);
    for (const auto& flag : flags)
        end = std::max(end, flag["start_ms"].get<double>() + flag["timings_ms"]["total"].get<double>());
    return {{"block", 4}, {"wall_s", (end + 9) / 1000}, {"flags", std::move(flags)}};
}

json run_of(int block, std::size_t kind, std::size_t turn, splitmix64& random) {
    const double noise = 1 + (0.03 * uniform_01(random));
    const bool failed = kind == 4 && block == 7;
    return {{"block", block},
            {"position", (static_cast<std::size_t>(block - 1) * std::size(kinds)) + turn + 1},
            {"wall_s", failed ? 0.21 : kinds[kind].median_s * noise},
            {"cpu_s", 0.021 * noise},
            {"connections", kinds[kind].is_peer ? json(nullptr) : json(kind == 1 ? 1 : 20)},
            {"retries", kinds[kind].is_peer ? json(nullptr) : json(0)},
            {"failure", failed ? json("exit code 1: 1 of 20 files was not downloaded") : json(nullptr)}};
}

json variant_of(std::size_t kind, const std::vector<std::string>& codes, splitmix64& random) {
    const auto& about = kinds[kind];
    json command = {about.is_peer ? "curl" : "flags", about.is_peer ? "-Z" : "get"};
    json files = json::array();
    json runs = json::array();
    for (int block = 1; block <= blocks; ++block)
        runs.push_back(
            run_of(block, kind, (kind + static_cast<std::size_t>(block)) % std::size(kinds), random));
    const double faster = kinds[0].median_s / about.median_s;
    return {{"name", about.name},
            {"kind", about.is_peer ? "peer" : "flags"},
            {"command", std::move(command)},
            {"version", about.is_peer ? "curl 7.88.1 (x86_64-pc-linux-gnu)" : "flags 0.1.0"},
            {"limit_s", about.limit_s},
            {"bound", kind == 2 ? "link" : "latency"},
            {"median_s", about.median_s},
            {"interval_s", {about.median_s * 0.996, about.median_s * 1.008}},
            {"mean_s", about.median_s * 1.004},
            {"deviation_s", about.median_s * 0.011},
            {"speedup", faster},
            {"speedup_interval", {faster * 0.98, faster * 1.01}},
            {"efficiency", about.limit_s / about.median_s},
            {"connections", about.is_peer ? json(nullptr) : json(kind == 1 ? 1 : 20)},
            {"retries", about.is_peer ? json(nullptr) : json(kind == 2 ? 1 : 0)},
            {"failures", kind == 4 ? 1 : 0},
            {"runs", std::move(runs)},
            {"waterfall", about.is_peer ? json(nullptr) : waterfall_of(kind, codes, random)}};
}

json lab() {
    const json up = {{"carried", 41'210}, {"queue_full", 0}, {"lost", 0}, {"overrun", 0}};
    const json down = {{"carried", 63'882}, {"queue_full", 3}, {"lost", 0}, {"overrun", 0}};
    json probes = json::array();
    for (const char* const when : {"before", "after"})
        probes.push_back({{"when", when}, {"rtt_ms", 100.31}, {"expected_rtt_ms", 100.05}});
    return {{"congestion_control", "reno"},
            {"late_ms", {{"p50", 0.021}, {"p99", 0.104}, {"max", 0.412}}},
            {"packets", {{"up", up}, {"down", down}}},
            {"probes", std::move(probes)}};
}

} // namespace

std::vector<std::string> sample_codes() {
    std::vector<std::string> codes;
    for (const auto& code : catalog::pop20)
        codes.push_back(code.upper());
    return codes;
}

json sample_comparison(const std::vector<std::string>& codes) {
    splitmix64 random(1);
    json files = json::array();
    for (const auto& code : codes)
        files.push_back(
            {{"code", code}, {"url", server + code + ".png?size=320"}, {"bytes", bytes_of(code)}});
    json variants = json::array();
    for (std::size_t kind = 0; kind < std::size(kinds); ++kind)
        variants.push_back(variant_of(kind, codes, random));
    return {{"schema", 1},
            {"program", "flags/0.1.0"},
            {"started", "2026-11-22T10:00:00.000Z"},
            {"machine", "2 × AMD EPYC, 25 GB, Linux 6.18"},
            {"server", "http://198.18.0.2:80/flags"},
            {"conditions",
             {{"text", "rtt 100ms, down 9M"},
              {"rtt_ms", 100},
              {"jitter_ms", 0},
              {"down_bps", 9'000'000},
              {"up_bps", nullptr},
              {"mean_loss", 0},
              {"seed", 0},
              {"tls", false}}},
            {"lab", lab()},
            {"valid", true},
            {"invalid", json::array()},
            {"options", {{"runs", blocks}, {"precision", nullptr}, {"seed", 1}, {"max_requests", 20}}},
            {"files", std::move(files)},
            {"variants", std::move(variants)},
            {"knee", 4.2},
            {"sentence",
             "Concurrent is 8.78 times (8.60–8.87) as fast as sequential; the link bounds it, and more "
             "than 4 connections cannot help here."}};
}

void lengthen_strings(json& document, std::string_view tail) {
    std::vector<json*> pending = {&document};
    while (!pending.empty()) {
        json& part = *pending.back();
        pending.pop_back();
        if (part.is_string()) part.get_ref<std::string&>() += tail;
        if (part.is_structured())
            for (auto& inner : part)
                pending.push_back(&inner);
    }
}

} // namespace flags::test
