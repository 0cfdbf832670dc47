// What all requests of a client share.
#pragma once

#include "http/curl_handles.hpp"
#include "http/known_hosts.hpp"
#include "http/multi.hpp"
#include "http/spare_sockets.hpp"
#include "http/stall_watch.hpp"

#include <flags/aio/loop.hpp>
#include <flags/coro/event.hpp>
#include <flags/http/client_options.hpp>

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace flags::http {

/// Descriptors of connections by their local ports, by which libcurl identifies a connection.
using socket_names = std::unordered_map<int, int>;

/// Owns: the multi handle, the pool of easy handles, the TLS sessions.
class engine {
public:
    explicit engine(client_options options);
    engine(const engine&) = delete;
    engine& operator=(const engine&) = delete;
    ~engine() = default;

    /// A handle with every option of this client set; from the pool if there is one.
    [[nodiscard]] easy_handle take_easy();
    void give_back(easy_handle easy) noexcept;

    /// The host of a URL if it has to be looked up before a transfer starts. Almost free for
    /// addresses.
    [[nodiscard]] std::optional<named_host> host_to_look_up(std::string_view url) const noexcept {
        return proxied_ ? std::nullopt : named_host_of(url);
    }
    [[nodiscard]] known_hosts& hosts() noexcept { return hosts_; }
    /// Where connections may be opened before libcurl asks for one, if that is so.
    [[nodiscard]] std::optional<socket_address> opens_ahead_to(std::string_view url);

    [[nodiscard]] const client_options& options() const noexcept { return options_; }
    [[nodiscard]] multi& transfers() noexcept { return multi_; }
    [[nodiscard]] spare_sockets& spares() noexcept { return spares_; }
    [[nodiscard]] socket_names& sockets() noexcept { return sockets_; }
    [[nodiscard]] stall_watch& stalls() noexcept { return stalls_; }
    [[nodiscard]] uv_loop_t* loop() const noexcept { return loop_->raw(); }

    [[nodiscard]] coro::event& first_request() noexcept { return first_request_; }

    /// Of all bodies that are coming: bytes that are held for them.
    [[nodiscard]] std::size_t& bytes_in_flight() noexcept { return bytes_in_flight_; }

    void count_opened(long connections) noexcept { opened_ += static_cast<std::size_t>(connections); }
    [[nodiscard]] std::size_t opened() const noexcept { return opened_; }

private:
    [[nodiscard]] easy_handle make_easy() const;

    client_options options_;
    std::filesystem::path ca_folder_; // empty: a bundle
    bool proxied_;
    aio::loop* loop_;
    known_hosts hosts_; // transfers point into it
    // Destroyed in the order that libcurl asks for: easy handles, then the multi, then the share.
    share_handle tls_sessions_;
    spare_sockets spares_; // the multi reports the sockets that it closes
    socket_names sockets_;
    multi multi_;
    stall_watch stalls_;
    std::vector<easy_handle> idle_;
    std::size_t opened_ = 0;
    std::size_t bytes_in_flight_ = 0;
    coro::event first_request_;
};

} // namespace flags::http
