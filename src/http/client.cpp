// The client: an engine and the coroutine that asks it.
#include "http/engine.hpp"
#include "http/transfer.hpp"

#include <flags/http/client.hpp>

#include <utility>

namespace flags::http {

client::client(client_options options) : engine_(std::make_unique<engine>(std::move(options))) {}
client::client(client&&) noexcept = default;
client& client::operator=(client&&) noexcept = default;
client::~client() = default;

coro::task<response> client::get(std::string url) {
    transfer request(*engine_, std::move(url), nullptr);
    co_return co_await request;
}

const client_options& client::options() const noexcept { return engine_->options(); }

std::size_t client::connections_opened() const noexcept { return engine_->opened(); }

} // namespace flags::http
