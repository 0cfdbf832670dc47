// The client: an engine and the coroutine that uses it.
#include "http/engine.hpp"
#include "http/header_lines.hpp"
#include "http/transfer.hpp"

#include <flags/http/client.hpp>

#include <chrono>
#include <utility>

namespace flags::http {

client::client(client_options options) : engine_(std::make_unique<engine>(std::move(options))) {}
client::client(client&&) noexcept = default;
client& client::operator=(client&&) noexcept = default;
client::~client() = default;

coro::task<response> client::get(request what) {
    check_headers(what);
    engine& shared = *engine_;
    known_host* host = nullptr;
    timings::duration looking_up{};
    if (const auto named = shared.host_to_look_up(what.url)) {
        host = shared.hosts().find(*named);
        if (host == nullptr) {
            const auto start = std::chrono::steady_clock::now();
            host = co_await shared.hosts().look_up(what.url, *named);
            looking_up =
                std::chrono::duration_cast<timings::duration>(std::chrono::steady_clock::now() - start);
        }
    }
    transfer under_way(shared, std::move(what), host, looking_up);
    co_return co_await under_way;
}

std::size_t client::connect_ahead(const std::string& url, std::size_t wanted, connection_observer& observer) {
    const auto to = engine_->opens_ahead() ? address_of(url) : std::nullopt;
    return to ? engine_->spares().open(*to, wanted, observer) : 0;
}

void client::close_ahead(const connection_observer& observer) noexcept { engine_->spares().forget(observer); }

coro::event& client::first_request() noexcept { return engine_->first_request(); }

std::size_t client::connections_opened() const noexcept { return engine_->opened(); }

} // namespace flags::http
