// From flags' report to lanes.
#include "compare/waterfall.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

namespace flags::compare {
namespace {

using json = nlohmann::ordered_json;

json request_of(const json& request, const json& flag, double offset_ms, std::size_t attempt,
                const json& ideal) {
    return {{"code", flag.at("code")},
            {"outcome", &request == &flag ? flag.at("outcome") : json("retried")},
            {"status", request.at("status")},
            {"url", flag.at("url")},
            {"start_ms", offset_ms + request.at("start_ms").get<double>()},
            {"connection", request.at("local_port")},
            {"timings_ms", request.at("timings_ms")},
            {"bytes", request.at("bytes")},
            {"ideal_ms", ideal},
            {"attempt", attempt},
            {"started", request.at("started")},
            {"http_version", request.at("http_version")},
            {"remote_ip", request.at("remote_ip")}};
}

} // namespace

nlohmann::ordered_json waterfall_of(const nlohmann::ordered_json& sample, const comparison_facts& facts,
                                    const work& what) {
    std::vector<json> requests;
    const json& report = sample.at("report");
    const double offset = report.at("started_ms").get<double>() - sample.at("spawned_ms").get<double>();
    for (const auto& flag : report.at("flags")) {
        const auto ideal = [&](const json& request) -> json {
            if (!facts.network || request.at("status") != 200) return nullptr;
            return 1e3 *
                   item_bound(*facts.network, what,
                              request.at("bytes").get<double>() + static_cast<double>(facts.header_bytes),
                              request.at("reused_connection") == false);
        };
        std::size_t attempt = 0;
        for (const auto& retried : flag.at("retried"))
            requests.push_back(request_of(retried, flag, offset, ++attempt, ideal(retried)));
        requests.push_back(request_of(flag, flag, offset, ++attempt, ideal(flag)));
    }
    std::ranges::sort(requests, {}, [](const json& one) { return one.at("start_ms").get<double>(); });
    std::map<int, int> lanes;
    for (auto& one : requests)
        if (!one.at("connection").is_null())
            one["connection"] =
                lanes.try_emplace(one.at("connection"), static_cast<int>(lanes.size()) + 1).first->second;
    return {{"block", sample.at("block")}, {"wall_s", sample.at("wall_s")}, {"flags", std::move(requests)}};
}

} // namespace flags::compare
