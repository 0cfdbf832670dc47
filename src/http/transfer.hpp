// One request: the awaiter around an easy handle.
#pragma once

#include "http/curl_handles.hpp"
#include "http/multi.hpp"
#include "http/stall_watch.hpp"

#include <flags/coro/suspension.hpp>
#include <flags/http/request.hpp>
#include <flags/http/response.hpp>

#include <curl/curl.h>

#include <array>
#include <chrono>
#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace flags::http {

class engine;
struct known_host;

/// Why this code ended a transfer before libcurl did.
enum class ended_by : std::uint8_t { curl, stall, drip, body_limit, header_limit, memory, memory_limit };

/// A whole set of header lines; browsers and servers stop at 8 to 256 KiB.
constexpr std::size_t max_header_bytes = std::size_t{256} * 1024;

/// Lifetime: in the frame of the awaiting coroutine, inside the engine's life.
class transfer final : public coro::suspension, private transfer_observer, private watched {
public:
    /// `host` has the addresses of the name in the URL, or is null; `looking_up` is the time
    /// that the request has waited for it.
    transfer(engine& on, request what, known_host* host, timings::duration looking_up);
    transfer(const transfer&) = delete;
    transfer& operator=(const transfer&) = delete;
    ~transfer() override;

    [[nodiscard]] bool await_ready() const noexcept { return false; }
    template <class Promise>
    [[nodiscard]] bool await_suspend(std::coroutine_handle<Promise> awaiting) {
        if (!suspend(awaiting)) return false;
        start();
        return true;
    }
    /// The whole answer, or the exception that says why there is none.
    [[nodiscard]] response await_resume();

private:
    static std::size_t on_body(char* bytes, std::size_t size, std::size_t count, void* user) noexcept;
    static std::size_t on_header(char* bytes, std::size_t size, std::size_t count, void* user) noexcept;
    static int on_progress(void* user, curl_off_t expected, curl_off_t came, curl_off_t to_send,
                           curl_off_t sent) noexcept;
    static curl_socket_t on_open_socket(void* user, curlsocktype purpose, curl_sockaddr* address) noexcept;
    static int on_socket_made(void* user, curl_socket_t fd, curlsocktype purpose) noexcept;
    static int on_close_socket(void* user, curl_socket_t fd) noexcept;
    static int on_connected(void* user, char* remote_ip, char* local_ip, int remote_port,
                            int local_port) noexcept;

    void start();
    void stop_now() noexcept;
    void ended(CURLcode result) noexcept override;
    void stalled() noexcept override;
    void dripped() noexcept override;
    void end_now(ended_by cause) noexcept;
    bool on_stop() noexcept override;

    void find_connection(int local_port) noexcept;
    void tell_sent(bool encrypted) noexcept;
    void tell_head() noexcept;
    void tell_data(std::size_t bytes) noexcept;
    void limit_time() noexcept;
    void note_arrival(std::size_t bytes) noexcept;
    [[nodiscard]] bool brings_nothing_but_framing() noexcept;
    [[nodiscard]] bool keep(const char* bytes, std::size_t count);
    [[nodiscard]] std::string take_body() noexcept;
    [[nodiscard]] response take_response();
    [[noreturn]] void throw_failure();

    engine* engine_;
    request what_;
    string_list lines_; // beside the client's own; null when there are none
    known_host* host_;
    timings::duration looking_up_;
    easy_handle easy_;
    std::string body_;
    std::size_t received_ = 0;                 // of the body
    int steps_ = 0;                            // of libcurl, since something of the answer came to us
    std::optional<std::uint64_t> came_before_; // over the connection, some steps later
    std::size_t header_bytes_ = 0;
    int socket_error_ = 0;
    int opened_ = -1; // the last socket that this transfer opened
    bool was_spare_ = false;
    std::chrono::steady_clock::time_point opened_at_{};
    int connection_ = -1;
    bool is_first_ = false;  // of the connection
    std::size_t untold_ = 0; // bytes of the header that have not been reported yet
    std::optional<std::uint64_t>
        came_encrypted_; // over the connection, as far as reported; nothing without TLS
    bool connected_ = false;
    bool in_multi_ = false;
    ended_by cause_ = ended_by::curl;
    CURLcode result_ = CURLE_ABORTED_BY_CALLBACK; // until libcurl says otherwise
    std::array<char, CURL_ERROR_SIZE> detail_{};
};

} // namespace flags::http
