// The client: an engine and the coroutine that uses it.
#include "http/engine.hpp"
#include "http/header_lines.hpp"
#include "http/transfer.hpp"

#include <flags/http/client.hpp>
#include <flags/http/url.hpp>

#include <chrono>
#include <utility>

namespace flags::http {

client::client(client_options options) : engine_(std::make_unique<engine>(std::move(options))) {}
client::client(client&&) noexcept = default;
client& client::operator=(client&&) noexcept = default;
client::~client() = default;

coro::task<response> client::get(request what) {
    check_headers(what);
    const auto looking_up = what.looked_up_for + co_await look_up(what.url);
    const auto named = engine_->host_to_look_up(what.url);
    known_host* const host = named ? engine_->hosts().find(*named) : nullptr;
    transfer under_way(*engine_, std::move(what), host, looking_up);
    co_return co_await under_way;
}

coro::task<timings::duration> client::look_up(std::string url) {
    const auto named = engine_->host_to_look_up(url);
    if (!named || engine_->hosts().find(*named) != nullptr) co_return timings::duration(0);
    const auto begun = std::chrono::steady_clock::now();
    co_await engine_->hosts().look_up(url, *named);
    co_return std::chrono::duration_cast<timings::duration>(std::chrono::steady_clock::now() - begun);
}

std::size_t client::connect_ahead(const std::string& url, std::size_t wanted, connection_observer& observer) {
    const auto to = engine_->opens_ahead_to(url);
    return to ? engine_->spares().open(*to, origin_of(url), wanted, observer) : 0;
}

void client::close_ahead(const connection_observer& observer) noexcept { engine_->spares().forget(observer); }

coro::event& client::first_request() noexcept { return engine_->first_request(); }

std::size_t client::connections_opened() const noexcept { return engine_->opened(); }

} // namespace flags::http
