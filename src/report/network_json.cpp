// (nlohmann/json)
#include "report/network_json.hpp"

#include "netlab/wires.hpp"
#include "report/milliseconds.hpp"

#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdint>

namespace flags::report {
namespace {

using json = nlohmann::ordered_json;

json limit(std::uint64_t value) { return value > 0 ? json(value) : json(nullptr); }

json counts_of(const netlab::ferry_counts& counts) {
    return {{"carried", counts.carried},
            {"queue_full", counts.queue_full},
            {"lost", counts.lost},
            {"overrun", counts.overrun}};
}

} // namespace

nlohmann::ordered_json to_json(const netlab::conditions& path) {
    return {{"text", describe(path)},
            {"rtt_ms", milliseconds(path.rtt)},
            {"jitter_ms", milliseconds(path.jitter)},
            {"down_bps", limit(path.down)},
            {"up_bps", limit(path.up)},
            {"queue_down_bytes", limit(path.down > 0 ? down_link(path).queue_bytes : 0)},
            {"queue_up_bytes", limit(path.up > 0 ? up_link(path).queue_bytes : 0)},
            {"mean_loss", mean_loss(path.loss)},
            {"gilbert_elliott",
             {{"good_to_bad", path.loss.good_to_bad},
              {"bad_to_good", path.loss.bad_to_good},
              {"lost_in_bad", path.loss.lost_in_bad},
              {"lost_in_good", path.loss.lost_in_good}}},
            {"seed", path.seed}};
}

nlohmann::ordered_json to_json(const netlab::conditions& path, const netlab::ferry_log& log,
                               std::span<const netlab::path_probe> probes) {
    json told = {{"congestion_control", netlab::congestion_control},
                 {"late_ms",
                  {{"p50", milliseconds(log.late.quantile(0.5))},
                   {"p99", milliseconds(log.late.quantile(0.99))},
                   {"max", milliseconds(log.late.max())}}},
                 {"packets", {{"up", counts_of(log.up)}, {"down", counts_of(log.down)}}},
                 {"probes", json::array()}};
    for (const auto& probe : probes)
        told["probes"].push_back(
            {{"when", told["probes"].empty() ? "before" : "after"},
             {"expected_rtt_ms", milliseconds(path.rtt + path.jitter)}, // jitter's mean is half, each way
             {"rtt_ms", probe.rtt ? json(milliseconds(*probe.rtt)) : json(nullptr)},
             {"down_bps", probe.down ? json(rate_of(*probe.down)) : json(nullptr)},
             {"up_bps", probe.up ? json(rate_of(*probe.up)) : json(nullptr)}});
    return told;
}

} // namespace flags::report
