// What all requests of a client share.
#pragma once

#include "http/curl_handles.hpp"
#include "http/multi.hpp"
#include "http/stall_watch.hpp"

#include <flags/aio/loop.hpp>
#include <flags/http/client_options.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace flags::http {

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

    [[nodiscard]] const client_options& options() const noexcept { return options_; }
    [[nodiscard]] multi& transfers() noexcept { return multi_; }
    [[nodiscard]] stall_watch& stalls() noexcept { return stalls_; }
    [[nodiscard]] uv_loop_t* loop() const noexcept { return loop_->raw(); }

    void count_opened(long connections) noexcept { opened_ += static_cast<std::size_t>(connections); }
    [[nodiscard]] std::size_t opened() const noexcept { return opened_; }

private:
    [[nodiscard]] easy_handle make_easy() const;

    client_options options_;
    bool proxied_;
    aio::loop* loop_;
    // Destroyed in the order that libcurl asks for: easy handles, then the multi, then the share.
    share_handle tls_sessions_;
    multi multi_;
    stall_watch stalls_;
    std::vector<easy_handle> idle_;
    std::size_t opened_ = 0;
};

} // namespace flags::http
