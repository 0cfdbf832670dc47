// Asking the name servers, then the system.
#include "dns/address_query.hpp"
#include "dns/channel.hpp"
#include "dns/shared_lookups.hpp"

#include <flags/aio/to_thread.hpp>
#include <flags/base/error.hpp>
#include <flags/coro/semaphore.hpp>
#include <flags/dns/error.hpp>
#include <flags/dns/resolver.hpp>

#include <utility>

namespace flags::dns {

class resolver::engine {
public:
    explicit engine(resolver_options options)
        : options_(std::move(options)),
          channel_({.servers = options_.servers, .timeout = options_.timeout, .tries = options_.tries}),
          permits_(options_.max_in_flight),
          lookups_(shared_lookups<addresses>::clock::duration::max(), options_.failures_kept_for) {}

    coro::task<addresses> resolve(std::string host) {
        return lookups_.get(std::move(host), [this](std::string name) { return ask(std::move(name)); });
    }

private:
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

    resolver_options options_;
    channel channel_;
    coro::semaphore permits_;
    shared_lookups<addresses> lookups_; // last: they use all of the above
};

resolver::resolver(resolver_options options) : engine_(std::make_unique<engine>(std::move(options))) {}
resolver::~resolver() = default;

coro::task<addresses> resolver::resolve(std::string host) { return engine_->resolve(std::move(host)); }

} // namespace flags::dns
