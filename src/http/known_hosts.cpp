// Looking names up within the client's limits.
#include "http/known_hosts.hpp"

#include <flags/aio/timeout.hpp>
#include <flags/base/error.hpp>

#include <algorithm>
#include <chrono>
#include <new>
#include <utility>

namespace flags::http {

namespace {

std::string key_of(const named_host& host) {
    std::string key(host.host);
    return key.append(":").append(host.port);
}

string_list resolve_entry(std::string key, const dns::addresses& addresses) {
    char separator = ':';
    for (const auto& address : addresses) {
        key.append(1, std::exchange(separator, ',')).append(address);
    }
    string_list entry(curl_slist_append(nullptr, key.c_str()));
    if (!entry) throw std::bad_alloc();
    return entry;
}

} // namespace

known_host* known_hosts::find(const named_host& host) {
    const auto found = hosts_.find(key_of(host));
    return found == hosts_.end() ? nullptr : &found->second;
}

coro::task<dns::addresses> known_hosts::resolve_in_time(std::string host) {
    if (!resolver_) {
        dns::resolver_options options;
        options.servers = options_->nameservers;
        if (!options.servers.empty()) options.fallback = nullptr;
        resolver_.emplace(std::move(options));
    }
    // A name is a part of connecting, which has the stall limit as a whole.
    std::chrono::milliseconds limit = options_->stall_timeout;
    if (options_->max_time)
        limit = limit.count() > 0 ? std::min(limit, *options_->max_time) : *options_->max_time;
    if (limit.count() <= 0) co_return co_await resolver_->resolve(std::move(host));
    co_return co_await aio::timeout(limit, resolver_->resolve(std::move(host)));
}

coro::task<known_host*> known_hosts::look_up(std::string url, named_host host) {
    std::string key = key_of(host);
    dns::addresses addresses;
    try {
        addresses = co_await resolve_in_time(std::string(host.host));
    } catch (const transport_error& failure) {
        throw transport_error(failure.fault(), failure.code(), url + ": " + failure.what());
    } catch (const aio::timed_out& failure) {
        throw transport_error(transport_fault::dns, failure.code(),
                              url + ": no answer to the name of the host in time: check the network");
    }
    auto [place, is_new] = hosts_.try_emplace(key); // another who waited may have been first
    if (is_new) {
        place->second.entry = resolve_entry(std::move(key), addresses);
        if (addresses.size() == 1) place->second.only = address_from(addresses.front(), host.port);
    }
    co_return &place->second;
}

} // namespace flags::http
