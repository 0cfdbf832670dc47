// Queries one server after the other until one knows whether a name exists; a failure has its reason.
#include "dns/cares.hpp"
#include "dns/channel.hpp"
#include "dns/pacer.hpp"
#include "dns/record_query.hpp"
#include "dns/shared_lookups.hpp"

#include <flags/aio/sleep.hpp>
#include <flags/aio/to_thread.hpp>
#include <flags/coro/as_completed.hpp>
#include <flags/coro/semaphore.hpp>
#include <flags/dns/domain_name.hpp>
#include <flags/dns/probe.hpp>
#include <flags/dns/resolver.hpp>

#include <algorithm>
#include <array>
#include <deque>
#include <netdb.h>
#include <optional>
#include <utility>

namespace flags::dns {

namespace {

using clock = std::chrono::steady_clock;

struct server {
    server(std::string at, const channel_options& options) : address(std::move(at)), asked(options) {}
    std::string address;
    channel asked;
};

struct reason {
    std::string_view cause;
    std::string words;
};

reason why(const record_answer& answer, const probe_options& options) {
    if (answer.lame) return {"lame", "the name server neither knows the name nor asks others for it"};
    switch (answer.status) {
    case ARES_ETIMEOUT:
        return {"timeout", "no answer within " + std::to_string(options.timeout.count()) + " ms"};
    case ARES_ECONNREFUSED:
        return {"no_server", "there is no name server at this address"};
    case ARES_EREFUSED:
        return {"refused", "the name server refuses to answer (REFUSED)"};
    case ARES_ESERVFAIL:
        return {"server_failure", "the name server could not find out (SERVFAIL)"};
    case ARES_EBADRESP:
        return {"malformed", "the answer makes no sense"};
    default:
        return {"other", ares_strerror(answer.status)};
    }
}

bool conclusive(const record_answer& answer) {
    return answer.status == ARES_SUCCESS || answer.status == ARES_ENOTFOUND ||
           (answer.status == ARES_ENODATA && !answer.lame);
}

// The result of both answers together; nothing when another try is needed.
std::optional<probe_kind> verdict(const record_answers& answers) {
    const auto some = [&answers](int status) {
        return std::ranges::find(answers, status, &record_answer::status) != answers.end();
    };
    if (some(ARES_SUCCESS)) return probe_kind::found;
    if (some(ARES_ENOTFOUND)) return probe_kind::not_found; // for records of every type: RFC 8020
    if (std::ranges::all_of(answers, conclusive)) return probe_kind::no_address;
    return std::nullopt;
}

void conclude(probe_result& result, const record_answers& answers, const probe_options& options) {
    const auto known = verdict(answers);
    result.kind = known.value_or(probe_kind::failed);
    for (const auto& answer : answers) {
        if (answer.status != ARES_SUCCESS) continue;
        result.addresses.insert(result.addresses.end(), answer.addresses.begin(), answer.addresses.end());
        result.ttl = std::min(answer.ttl, result.ttl.value_or(answer.ttl));
    }
    if (known) return;
    // On loopback only the second query gets the error when no server listens (c-ares 1.18.1: its send(2) consumes the
    // error of the first one).
    const auto refused = std::ranges::find(answers, ARES_ECONNREFUSED, &record_answer::status);
    const auto open = std::ranges::find_if_not(answers, conclusive);
    const auto [cause, words] = why(refused != answers.end() ? *refused : *open, options);
    result.cause = cause;
    result.message = words + ", asked " + std::to_string(result.tries) +
                     (result.tries == 1 ? " time" : " times") + ", the last time " + result.resolver;
}

} // namespace

class prober::engine {
public:
    explicit engine(probe_options options)
        : options_(std::move(options)), permits_(std::max<std::size_t>(options_.max_in_flight, 1)),
          pace_(options_.rate) {
        if (options_.system) return;
        // One channel for each server, and one try for each question: which server answered and how many questions were
        // sent are known only when c-ares does not repeat them by itself.
        auto servers = options_.servers;
        if (servers.empty()) servers = cares::servers(channel(channel_to({})).raw());
        for (auto& address : servers)
            servers_.emplace_back(address, channel_to({address}));
    }

    coro::task<probe_result> probe(std::string name) {
        probe_result result{.name = std::move(name)};
        const auto asked = ascii_name(result.name);
        if (!asked.has_value()) {
            result.kind = probe_kind::invalid;
            result.message = asked.error();
            co_return result;
        }
        // The system adds search domains to a name without a dot at its end, so it gets the name as it was given.
        probe_result shared =
            co_await lookups_.get(options_.system ? result.name : *asked,
                                  [this](std::string asked_for) { return look_up(std::move(asked_for)); });
        shared.name = std::move(result.name);
        co_return shared;
    }

    [[nodiscard]] const probe_options& options() const noexcept { return options_; }
    [[nodiscard]] std::uint64_t queries_sent() const noexcept { return queries_sent_; }

private:
    [[nodiscard]] channel_options channel_to(std::vector<std::string> servers) const {
        return {.servers = std::move(servers),
                .timeout = options_.timeout,
                .tries = 1,
                .any_answer_counts = true};
    }

    coro::task<> turn(std::size_t questions) {
        if (const auto wait = pace_.charge(questions, clock::now()); wait > clock::duration::zero())
            co_await aio::sleep(wait);
    }

    coro::task<probe_result> look_up(std::string name) {
        const auto permit = co_await permits_.acquire();
        probe_result result;
        if (options_.system)
            co_await ask_system(name, result);
        else
            co_await ask_servers(name, result);
        co_return result;
    }

    coro::task<> ask_servers(const std::string& name, probe_result& result) {
        record_answers answers;
        wanted_records wanted = {true, true};
        std::optional<clock::time_point> begun;
        const int tries = std::max(options_.tries, 1) * static_cast<int>(servers_.size());
        while (result.tries < tries) {
            const auto questions = static_cast<std::size_t>(std::ranges::count(wanted, true));
            co_await turn(questions);
            if (!begun) begun = clock::now();
            auto& at = servers_[static_cast<std::size_t>(result.tries) % servers_.size()];
            queries_sent_ += questions;
            ++result.tries;
            result.resolver = at.address;
            auto fresh = co_await record_query(at.asked, name, wanted);
            for (std::size_t family = 0; family < wanted.size(); ++family) {
                if (!wanted.at(family)) continue;
                answers.at(family) = std::move(fresh.at(family));
                wanted.at(family) = !conclusive(answers.at(family));
            }
            if (verdict(answers)) break;
        }
        result.elapsed = clock::now() - *begun;
        conclude(result, answers, options_);
    }

    coro::task<> ask_system(const std::string& name, probe_result& result) {
        co_await turn(2); // what it will send: A and AAAA
        const auto begun = clock::now();
        system_answer answer = co_await aio::to_thread(system_lookup, name);
        result.elapsed = clock::now() - begun;
        result.tries = 1;
        result.resolver = "system";
        if (answer.has_value()) {
            result.kind = probe_kind::found;
            result.addresses = std::move(*answer);
        } else if (answer.error().code == EAI_NONAME) {
            result.kind = probe_kind::not_found;
        } else if (answer.error().code == EAI_NODATA) {
            result.kind = probe_kind::no_address;
        } else {
            result.kind = probe_kind::failed;
            result.cause = answer.error().code == EAI_AGAIN ? "server_failure" : "other";
            result.message = "the system: " + answer.error().words;
        }
    }

    probe_options options_;
    coro::semaphore permits_;
    pacer pace_;
    std::uint64_t queries_sent_ = 0;
    std::deque<server> servers_;                   // a deque: a channel stays where it is
    shared_lookups<probe_result> lookups_{{}, {}}; // last: they use all of the above
};

std::string_view to_string(probe_kind kind) noexcept {
    switch (kind) {
    case probe_kind::found:
        return "found";
    case probe_kind::not_found:
        return "not_found";
    case probe_kind::no_address:
        return "no_address";
    case probe_kind::failed:
        return "failed";
    case probe_kind::invalid:
        break;
    }
    return "invalid";
}

prober::prober(probe_options options) : engine_(std::make_unique<engine>(std::move(options))) {}
prober::~prober() = default;

coro::task<probe_result> prober::probe(std::string name) { return engine_->probe(std::move(name)); }
const probe_options& prober::options() const noexcept { return engine_->options(); }
std::uint64_t prober::queries_sent() const noexcept { return engine_->queries_sent(); }

coro::task<probe_result> probe(std::string name, probe_options options) {
    prober once(std::move(options));
    co_return co_await once.probe(std::move(name));
}

namespace {

coro::async_generator<coro::task<probe_result>> probes(prober& with,
                                                       coro::async_generator<std::string> names) {
    while (auto name = co_await names.next())
        co_yield with.probe(std::move(*name));
}

} // namespace

coro::async_generator<probe_result> multi_probe(prober& with, coro::async_generator<std::string> names) {
    return coro::as_completed(probes(with, std::move(names)), with.options().max_in_flight);
}

} // namespace flags::dns
