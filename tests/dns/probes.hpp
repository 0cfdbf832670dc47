// Probing against a server of the test's own.
#pragma once

#include "support/run_async.hpp"

#include <flags/coro/async_generator.hpp>
#include <flags/dns/probe.hpp>

#include <chrono>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace flags::test {

/// Asks only `server`, once: nothing is lost on loopback, and a busy machine may be late.
inline dns::probe_options asking(std::string server) {
    return {.servers = {std::move(server)}, .timeout = std::chrono::seconds(20), .tries = 1, .rate = 0};
}

inline dns::probe_result probe(std::string name, dns::probe_options options) {
    return run_async(dns::probe(std::move(name), std::move(options)));
}

inline coro::async_generator<std::string> each_of(std::vector<std::string> names) {
    for (auto& name : names)
        co_yield std::move(name);
}

using results = std::vector<dns::probe_result>;

inline coro::task<results> collect(dns::prober& with, coro::async_generator<std::string> names) {
    auto answers = dns::multi_probe(with, std::move(names));
    results all;
    while (auto answer = co_await answers.next())
        all.push_back(std::move(*answer));
    co_return all;
}

inline coro::task<results> collect_all(std::vector<std::string> names, dns::probe_options options) {
    dns::prober with(std::move(options));
    co_return co_await collect(with, each_of(std::move(names)));
}

inline results probe_all(std::vector<std::string> names, dns::probe_options options) {
    return run_async(collect_all(std::move(names), std::move(options)));
}

inline std::map<std::string, dns::probe_kind> kinds(const results& all) {
    std::map<std::string, dns::probe_kind> by_name;
    for (const auto& each : all)
        by_name[each.name] = each.kind;
    return by_name;
}

} // namespace flags::test
