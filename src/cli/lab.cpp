// Networks, wires, a guardian for the command, a server, a ferry, in this order: the guardian is a fork, so it comes
// before the threads.
#include "cli/lab.hpp"

#include "netlab/ferry.hpp"
#include "netlab/guardian.hpp"
#include "netlab/namespaces.hpp"
#include "netlab/units.hpp"
#include "netlab/wires.hpp"
#include "origin/server.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>

namespace flags::cli {

namespace {

std::unique_ptr<origin::server> start_server(origin::options options, const netlab::namespaces& three) {
    options.bind_address = netlab::origin_address;
    options.port = 80; // nobody else is on this network
    const netlab::visit inside(three.origin, three.ferry);
    return std::make_unique<origin::server>(options);
}

void tell(std::string_view direction, const netlab::ferry_counts& counts) {
    spdlog::warn("lab: {}: {} packets; dropped: {} by the queue, {} by loss", direction, counts.carried,
                 counts.queue_full, counts.lost);
}

// A path is only what it says if its packets were handed over in time: 1 ms, or 2 % of a long round trip.
void tell(const netlab::ferry_log& log, std::chrono::nanoseconds rtt) {
    tell("up", log.up);
    tell("down", log.down);
    const auto p99 = log.late.quantile(0.99);
    spdlog::warn("lab: handed over late by {} in the median, {} at the 99th percentile, {} at most",
                 netlab::show_time(log.late.quantile(0.5)), netlab::show_time(p99),
                 netlab::show_time(log.late.max()));
    using namespace std::chrono_literals;
    if (p99 > std::max<std::chrono::nanoseconds>(1ms, rtt / 50))
        spdlog::warn("lab: that is too late to be measured by; try again when the machine has less to do");
    if (const auto overrun = log.up.overrun + log.down.overrun; overrun > 0)
        spdlog::warn("lab: {} packets were dropped because this machine could not keep up; try lower rates",
                     overrun);
}

} // namespace

int lab(const lab_options& options) {
    const auto three = netlab::enter_namespaces();
    netlab::lay_wires(three);
    const std::string base_url = "http://" + std::string(netlab::origin_address) + ":80/flags";
    netlab::guardian guardian(three.client, options.command, {"FLAGS_ORIGIN=" + base_url});
    const auto server = start_server(options.origin, three);
    netlab::ferry ferry(options.path, [&guardian] { guardian.end(); });
    spdlog::warn("lab: {}; tcp {}; {}", netlab::describe(options.path), netlab::congestion_control, base_url);
    const int code = guardian.run();
    tell(ferry.stop(), options.path.rtt);
    return code;
}

} // namespace flags::cli
