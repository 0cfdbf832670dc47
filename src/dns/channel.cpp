// Sockets and timer of c-ares on libuv.
#include "dns/channel.hpp"

#include "dns/cares.hpp"

#include <flags/base/error.hpp>
#include <flags/dns/error.hpp>

#include <cstdint>

namespace flags::dns {

namespace uv = aio::uv;

namespace {

// c-ares checks every query in flight at each call, so it is called at an interval and not at each deadline.
constexpr std::uint64_t check_interval_ms = 50;

class ares_error_category final : public std::error_category {
public:
    [[nodiscard]] const char* name() const noexcept override { return "c-ares"; }
    [[nodiscard]] std::string message(int code) const override { return ares_strerror(code); }
};

void check(int status, const char* what) {
    if (status != ARES_SUCCESS)
        throw error(std::error_code(status, ares_category()),
                    std::string(what) + ": " + ares_strerror(status));
}

} // namespace

const std::error_category& ares_category() noexcept {
    static const ares_error_category category;
    return category;
}

channel::channel(const channel_options& options)
    : polls_(&aio::loop::current().polls()),
      timer_(uv::make<uv_timer_t>("uv_timer_init", this, [](uv_timer_t* t) {
          return uv_timer_init(aio::loop::current().raw(), t);
      })) {
    static const int initialised = ares_library_init(ARES_LIB_INIT_ALL);
    check(initialised, "ares_library_init");

    ares_options settings{};
    // STAYOPEN: without it each question would open a socket.
    settings.flags = ARES_FLAG_STAYOPEN | (options.any_answer_counts ? ARES_FLAG_NOCHECKRESP : 0);
    settings.socket_receive_buffer_size = cares::receive_buffer_size;
    settings.timeout = static_cast<int>(options.timeout.count());
    settings.tries = options.tries;
    settings.sock_state_cb = &channel::on_socket;
    settings.sock_state_cb_data = this;
    ares_channel made = nullptr;
    const int own = cares::add_options(settings);
    check(ares_init_options(&made, &settings,
                            ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB |
                                ARES_OPT_SOCK_RCVBUF | own),
          "ares_init_options");
    handle_.reset(made);
    check(options.any_answer_counts ? cares::keep_questions_apart(made) : cares::refuse_strange_answers(made),
          "ares_set_socket_functions_ex");

    if (options.servers.empty()) return;
    std::string list;
    for (const auto& server : options.servers)
        list.append(list.empty() ? "" : ",").append(server);
    if (ares_set_servers_ports_csv(made, list.c_str()) != ARES_SUCCESS)
        throw usage_error("'" + list + "' is no list of name servers: give ADDRESS or ADDRESS:PORT for each");
}

void channel::query_starts() noexcept {
    if (in_flight_++ > 0) return;
    uv_timer_start(
        timer_.get(),
        [](uv_timer_t* timer) {
            if (timer->data == nullptr) return;
            ares_process_fd(static_cast<channel*>(timer->data)->raw(), ARES_SOCKET_BAD, ARES_SOCKET_BAD);
        },
        check_interval_ms, check_interval_ms);
}

void channel::query_ended() noexcept {
    if (--in_flight_ == 0) uv_timer_stop(timer_.get());
}

void channel::on_socket(void* user, ares_socket_t fd, int readable, int writable) noexcept {
    auto& self = *static_cast<channel*>(user);
    if (readable == 0 && writable == 0) { // c-ares is about to close it
        self.polls_->forget(fd, self);
        return;
    }
    try {
        self.polls_->watch(fd, (readable != 0 ? UV_READABLE : 0) | (writable != 0 ? UV_WRITABLE : 0), self);
    } catch (...) {
        self.polls_->forget(fd, self); // an answer is not seen then, and the query ends by its time-out
    }
}

void channel::ready(int fd, int events) noexcept {
    // A failed poll is tested both ways: reading or writing tells c-ares what is wrong with the socket.
    const bool test = events == 0;
    ares_process_fd(raw(), test || (events & UV_READABLE) != 0 ? fd : ARES_SOCKET_BAD,
                    test || (events & UV_WRITABLE) != 0 ? fd : ARES_SOCKET_BAD);
}

} // namespace flags::dns
