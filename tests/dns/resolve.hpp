// One lookup of a fresh resolver that asks the tests' own name server.
#pragma once

#include "support/dns_server.hpp"
#include "support/run_async.hpp"

#include <flags/aio/sleep.hpp>
#include <flags/base/error.hpp>
#include <flags/dns/resolver.hpp>

#include <chrono>
#include <functional>
#include <stdexcept>
#include <string>
#include <utility>

namespace flags::test {

/// Asks only `server`.
inline dns::resolver_options only(const dns_server& server) {
    dns::resolver_options options;
    options.servers = {server.address()};
    options.timeout = std::chrono::seconds(5); // nothing is lost on loopback; a busy machine may be late
    options.tries = 1;
    options.fallback = nullptr;
    return options;
}

inline coro::task<dns::addresses> resolve_once(std::string host, dns::resolver_options options) {
    dns::resolver names(std::move(options));
    co_return co_await names.resolve(std::move(host));
}

inline dns::addresses resolve(std::string host, dns::resolver_options options) {
    return run_async(resolve_once(std::move(host), std::move(options)));
}

inline transport_error failure_of(const std::string& host, const dns::resolver_options& options) {
    try {
        (void)resolve(host, options);
    } catch (const transport_error& failure) {
        return failure;
    }
    throw std::logic_error(host + " was resolved");
}

inline coro::task<> until(std::function<bool()> condition) {
    while (!condition())
        co_await aio::sleep(std::chrono::milliseconds(1));
}

} // namespace flags::test
