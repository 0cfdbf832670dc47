// Who looks up, who waits for it, and what is remembered.
#include "dns/address_query.hpp"
#include "dns/channel.hpp"

#include <flags/aio/to_thread.hpp>
#include <flags/base/error.hpp>
#include <flags/coro/event.hpp>
#include <flags/coro/semaphore.hpp>
#include <flags/coro/task_group.hpp>
#include <flags/dns/error.hpp>
#include <flags/dns/resolver.hpp>

#include <exception>
#include <unordered_map>
#include <utility>

namespace flags::dns {

namespace {

using clock = std::chrono::steady_clock;

// One name. Shared by the book, the lookup and those who wait, each of which may be the last to hold it.
struct name_entry {
    coro::event ended;
    addresses found;
    std::exception_ptr failure;
    clock::time_point ended_at;
};

} // namespace

class resolver::book {
public:
    explicit book(resolver_options options)
        : options_(std::move(options)),
          channel_({.servers = options_.servers, .timeout = options_.timeout, .tries = options_.tries}),
          permits_(options_.max_in_flight) {}

    /// The entry of a name; its lookup runs or has ended.
    std::shared_ptr<name_entry> open(const std::string& host) {
        auto& known = names_[host];
        if (known && known->failure && clock::now() - known->ended_at >= options_.failures_kept_for)
            known.reset();
        if (!known) {
            known = std::make_shared<name_entry>();
            forget_ended_lookups();
            lookups_.start(look_up(host, known), {});
        }
        return known;
    }

private:
    // Under no stop token: those who wait come and go.
    coro::task<> look_up(std::string host, std::shared_ptr<name_entry> entry) {
        try {
            entry->found = co_await ask(std::move(host));
        } catch (...) {
            entry->failure = std::current_exception();
        }
        entry->ended_at = clock::now();
        entry->ended.set();
    }

    coro::task<addresses> ask(std::string host) {
        const auto permit = co_await permits_.acquire();
        address_answer answer = co_await address_query(channel_, host);
        if (!answer.addresses.empty()) co_return std::move(answer.addresses);
        std::string words = ares_strerror(answer.status);
        if (options_.fallback) {
            system_answer system = co_await aio::to_thread(options_.fallback, host);
            if (system.has_value()) co_return std::move(*system);
            words += "; the system: " + system.error().words;
        }
        throw transport_error(transport_fault::dns, std::error_code(answer.status, ares_category()),
                              "the name " + host +
                                  " could not be resolved: check its spelling and the network (" + words +
                                  ")");
    }

    void forget_ended_lookups() {
        while (lookups_.held() > 0) {
            auto ended = lookups_.next_ended();
            if (!ended.await_ready()) return;
            (void)lookups_.take(ended.await_resume()); // its result is in the entry
        }
    }

    resolver_options options_;
    channel channel_;
    coro::semaphore permits_;
    std::unordered_map<std::string, std::shared_ptr<name_entry>> names_;
    coro::task_group<void> lookups_; // last: they use all of the above
};

resolver::resolver(resolver_options options) : book_(std::make_unique<book>(std::move(options))) {}
resolver::~resolver() = default;

coro::task<addresses> resolver::resolve(std::string host) {
    const auto entry = book_->open(host);
    co_await entry->ended.wait();
    if (entry->failure) std::rethrow_exception(entry->failure);
    co_return entry->found;
}

} // namespace flags::dns
