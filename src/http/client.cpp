// The client: an engine and the coroutine that asks it.
#include "http/engine.hpp"
#include "http/transfer.hpp"

#include <flags/base/error.hpp>
#include <flags/http/client.hpp>

#include <chrono>
#include <utility>

namespace flags::http {

client::client(client_options options) : engine_(std::make_unique<engine>(std::move(options))) {}
client::client(client&&) noexcept = default;
client& client::operator=(client&&) noexcept = default;
client::~client() = default;

coro::task<response> client::get(std::string url, std::optional<validators> copy) {
    if (copy && (!is_header_value(copy->etag) || !is_header_value(copy->last_modified)))
        throw usage_error(url +
                          ": an entity tag or date of a copy is no text for a header line: leave it out");
    engine& shared = *engine_;
    known_host* host = nullptr;
    timings::duration looking_up{};
    if (const auto named = shared.host_to_look_up(url)) {
        host = shared.hosts().find(*named);
        if (host == nullptr) {
            const auto start = std::chrono::steady_clock::now();
            host = co_await shared.hosts().look_up(url, *named);
            looking_up =
                std::chrono::duration_cast<timings::duration>(std::chrono::steady_clock::now() - start);
        }
    }
    transfer request(shared, std::move(url), copy, host, looking_up);
    co_return co_await request;
}

const client_options& client::options() const noexcept { return engine_->options(); }

std::size_t client::connections_opened() const noexcept { return engine_->opened(); }

} // namespace flags::http
