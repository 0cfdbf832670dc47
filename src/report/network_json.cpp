// (nlohmann/json)
#include "report/network_json.hpp"

#include "report/milliseconds.hpp"

#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdint>
#include <utility>

namespace flags::report {
namespace {

using json = nlohmann::ordered_json;

json limit(std::uint64_t value) { return value > 0 ? json(value) : json(nullptr); }

json counts_of(const netlab::ferry_counts& counts) {
    json results = {{"carried", counts.carried},
                    {"queue_full", counts.queue_full},
                    {"lost", counts.lost},
                    {"overrun", counts.overrun}};
    for (const auto& [deed, count] : counts.further)
        results[deed] = count;
    return results;
}

} // namespace

nlohmann::ordered_json to_json(const netlab::conditions& path) {
    json results = {
        {"text", describe(path)},
        {"rtt_ms", milliseconds(path.rtt)},
        {"jitter_ms", milliseconds(path.jitter)},
        {"down_bps", limit(path.down)},
        {"up_bps", limit(path.up)},
        {"queue_down_bytes", limit(mean_rate(down_link(path)) > 0 ? down_link(path).queue_bytes : 0)},
        {"queue_up_bytes", limit(mean_rate(up_link(path)) > 0 ? up_link(path).queue_bytes : 0)},
        {"mean_loss", mean_loss(path.loss)},
        {"gilbert_elliott",
         {{"good_to_bad", path.loss.good_to_bad},
          {"bad_to_good", path.loss.bad_to_good},
          {"lost_in_bad", path.loss.lost_in_bad},
          {"lost_in_good", path.loss.lost_in_good}}},
        {"seed", path.seed}};
    for_each_active(path.further, [&results]<netlab::condition_kind Kind>(const Kind& each) {
        auto& values = results[Kind::name] = json::object();
        for (const auto& [name, value] : each.facts())
            values[name] = value;
    });
    return results;
}

nlohmann::ordered_json to_json(const netlab::conditions& path, const compare::lab_result& result) {
    json probes = json::array();
    for (const auto& probe : result.probes)
        probes.push_back(
            {{"when", probes.empty() ? "before" : "after"},
             {"expected_rtt_ms", milliseconds(path.rtt + path.jitter)}, // jitter's mean is half, each way
             {"rtt_ms", probe.rtt ? json(milliseconds(*probe.rtt)) : json(nullptr)},
             {"down_bps", probe.down ? json(*probe.down) : json(nullptr)},
             {"up_bps", probe.up ? json(*probe.up) : json(nullptr)}});
    return {{"congestion_control", path.congestion_control},
            {"late_ms",
             {{"p50", milliseconds(result.late.p50)},
              {"p99", milliseconds(result.late.p99)},
              {"max", milliseconds(result.late.max)}}},
            {"packets", {{"up", counts_of(result.up)}, {"down", counts_of(result.down)}}},
            {"probes", std::move(probes)},
            {"retransmissions", result.retransmissions}};
}

} // namespace flags::report
