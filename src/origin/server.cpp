// The daemon's lifetime, and the steps of one request: received, delayed if so drawn, answered.
#include "origin/server.hpp"

#include "origin/answer.hpp"
#include "origin/delay_line.hpp"
#include "origin/listener.hpp"
#include "origin/site.hpp"

#include <flags/base/descriptors.hpp>
#include <flags/base/error.hpp>

#include <microhttpd.h>
#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <exception>
#include <string_view>

namespace flags::origin {
namespace {

constexpr unsigned im_a_teapot = 418; // RFC 2324 section 2.3.2
constexpr unsigned max_connections = 2048;
constexpr std::size_t connection_memory = 16UL * 1024;

// The state of a request between two calls of its handler. libmicrohttpd keeps one pointer for it; it points into this
// array, so that a request owns no memory.
enum class phase : char { heard, accepted, refused };
std::array<phase, 3> phases{phase::heard, phase::accepted, phase::refused};

void* mark(phase p) { return &phases[static_cast<std::size_t>(p)]; }

std::chrono::nanoseconds longest_delay(const options& settings) {
    auto longest = settings.max_delay;
    for (const auto& [path, own] : settings.own_delays)
        longest = std::max(longest, own);
    return longest;
}

void check(const options& settings) {
    using namespace std::chrono_literals;
    if (settings.min_delay < 0s || settings.max_delay < settings.min_delay || longest_delay(settings) > 1h)
        throw usage_error(
            "the delays of the flag server make no sense: give two times from 0 to 3600 seconds, the "
            "smaller one first");
    if (!(settings.error_rate >= 0 && settings.error_rate <= 1)) // so written, NaN is refused
        throw usage_error(fmt::format("{} is not an error rate: give a number from 0 to 1, such as 0.25",
                                      settings.error_rate));
    if (settings.idle_timeout < 1s || settings.idle_timeout > 1h)
        throw usage_error("the flag server's idle timeout must be from 1 to 3600 seconds");
}

// With epoll, libmicrohttpd 0.9.75 spins for as long as a TLS handshake waits for its client; with poll it does not
// (tests/origin/tls_test.cpp).
unsigned waiting_flags(const options& settings) {
    return settings.tls
               ? static_cast<unsigned>(MHD_USE_POLL_INTERNAL_THREAD) | static_cast<unsigned>(MHD_USE_TLS)
               : static_cast<unsigned>(MHD_USE_EPOLL_INTERNAL_THREAD);
}

// libmicrohttpd copies the texts into GnuTLS's form before it returns; its parameter is not const because of other options.
std::array<MHD_OptionItem, 3> tls_options(const options& settings) {
    if (!settings.tls) return {{{MHD_OPTION_END, 0, nullptr}}};
    return {{{MHD_OPTION_HTTPS_MEM_CERT, 0, const_cast<char*>(settings.tls->certificate_pem.c_str())},
             {MHD_OPTION_HTTPS_MEM_KEY, 0, const_cast<char*>(settings.tls->key_pem.c_str())},
             {MHD_OPTION_END, 0, nullptr}}};
}

site make_site(const options& settings) {
    return settings.directory ? site::of_directory(*settings.directory)
                              : site::of_package(settings.flag_package, settings.country_names);
}

} // namespace

class server::daemon {
public:
    explicit daemon(const options& settings);
    ~daemon();
    daemon(const daemon&) = delete;
    daemon& operator=(const daemon&) = delete;

    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
    [[nodiscard]] const std::string& base() const noexcept { return base_; }

private:
    static MHD_Result on_request(void* self, MHD_Connection* connection, const char* url, const char* method,
                                 const char* version, const char* upload, std::size_t* upload_size,
                                 void** state) noexcept;
    MHD_Daemon* start(const options& settings, int socket,
                      unsigned connection_limit); // null when it did not start
    MHD_Result handle(MHD_Connection* connection, const char* url, std::string_view method, void** state);

    std::string base_; // of a URL, up to the port
    std::uint16_t port_ = 0;
    site site_;
    faults faults_;
    std::unique_ptr<delay_line> delays_; // null without delays: it costs a thread
    MHD_Daemon* handle_ = nullptr;
};

server::daemon::daemon(const options& settings)
    : site_(make_site(settings)), faults_(settings.min_delay, settings.max_delay, settings.error_rate,
                                          settings.seed, settings.own_delays) {
    const auto connection_limit = static_cast<unsigned>(affordable_connections(max_connections, 1));
    auto listener = listen_on(settings.bind_address, settings.port);
    base_ = (settings.tls ? "https://" : "http://") + listener.host;
    port_ = listener.port;
    if (longest_delay(settings).count() > 0) delays_ = std::make_unique<delay_line>();
    // From here on the socket is libmicrohttpd's, which closes it also when it does not start.
    handle_ = start(settings, listener.socket.release(), connection_limit);
    if (handle_ != nullptr) return;
    // errno says no cause: it is EBADF, because libmicrohttpd 0.9.75 and 1.0 close the socket twice.
    if (settings.tls)
        throw machine_error(EPROTO,
                            "the flag server cannot use its TLS certificate and key: both must be PEM texts, "
                            "and belong together");
    throw machine_error(EAGAIN,
                        "the flag server cannot start: this machine's memory, threads or file descriptors "
                        "are used up");
}

MHD_Daemon* server::daemon::start(const options& settings, int socket, unsigned connection_limit) {
    // The site decodes escapes. libmicrohttpd would decode in place, and %00 would cut the path.
    using unescape = std::size_t (*)(void*, MHD_Connection*, char*);
    const unescape leave_escapes = [](void*, MHD_Connection*, char* text) { return std::strlen(text); };
    auto identity = tls_options(settings);
    return MHD_start_daemon(
        waiting_flags(settings) | MHD_ALLOW_SUSPEND_RESUME, 0, nullptr, nullptr, &on_request, this,
        MHD_OPTION_LISTEN_SOCKET, socket, MHD_OPTION_CONNECTION_LIMIT, connection_limit,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, connection_memory, MHD_OPTION_CONNECTION_TIMEOUT,
        static_cast<unsigned>(settings.idle_timeout.count()), MHD_OPTION_UNESCAPE_CALLBACK, leave_escapes,
        nullptr, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_ARRAY, identity.data(), MHD_OPTION_END);
}

server::daemon::~daemon() {
    if (delays_) delays_->close();
    MHD_stop_daemon(handle_);
}

MHD_Result server::daemon::on_request(void* self, MHD_Connection* connection, const char* url,
                                      const char* method, const char* /*version*/, const char* /*upload*/,
                                      std::size_t* upload_size, void** state) noexcept {
    // A GET with a body has no meaning (RFC 9110 section 9.3.1): the connection closes instead of reading it.
    if (*upload_size != 0) return MHD_NO;
    try {
        return static_cast<daemon*>(self)->handle(connection, url, method, state);
    } catch (const std::exception& e) {
        return answer_text(connection, MHD_HTTP_INTERNAL_SERVER_ERROR, e.what());
    }
}

MHD_Result server::daemon::handle(MHD_Connection* connection, const char* url, std::string_view method,
                                  void** state) {
    if (*state == nullptr) {
        if (method != MHD_HTTP_METHOD_GET && method != MHD_HTTP_METHOD_HEAD)
            return answer_text(connection, MHD_HTTP_METHOD_NOT_ALLOWED,
                               "Only GET and HEAD are served here.\n");
        // libmicrohttpd closes a connection that is answered in this first call, before the request's end.
        *state = mark(phase::heard);
        return MHD_YES;
    }
    if (*state == mark(phase::heard)) {
        const fault drawn = faults_.next(url);
        *state = mark(drawn.is_teapot ? phase::refused : phase::accepted);
        if (delays_ && delays_->hold(connection, std::chrono::steady_clock::now() + drawn.delay))
            return MHD_YES;
    }
    if (*state == mark(phase::refused)) return answer_text(connection, im_a_teapot, "I'm a teapot\n");

    auto found = site_.find(url);
    if (!found) return answer_text(connection, found.error(), MHD_get_reason_phrase_for(found.error()));
    return answer(connection, std::move(*found));
}

server::server(const options& settings) {
    check(settings);
    daemon_ = std::make_unique<daemon>(settings);
}

server::~server() = default;

std::uint16_t server::port() const noexcept { return daemon_->port(); }

std::string server::base_url() const { return fmt::format("{}:{}/flags", daemon_->base(), port()); }

} // namespace flags::origin
