// Sockets and timers of libcurl on libuv, by the contract of curl_multi_socket_action(3).
#include "http/multi.hpp"

#include <flags/aio/uv/error.hpp>

#include <cassert>
#include <cstdint>
#include <new>

namespace flags::http {

namespace uv = aio::uv;

multi::multi(aio::loop& loop, std::size_t max_connections)
    : polls_(&loop.polls()),
      timer_(uv::make<uv_timer_t>("uv_timer_init", this,
                                  [&loop](uv_timer_t* t) { return uv_timer_init(loop.raw(), t); })),
      at_once_(uv::make<uv_idle_t>("uv_idle_init", this,
                                   [&loop](uv_idle_t* h) { return uv_idle_init(loop.raw(), h); })),
      handle_(curl_multi_init()) {
    if (!handle_) throw std::bad_alloc();
    curl_multi_setopt(handle_.get(), CURLMOPT_SOCKETFUNCTION, &multi::on_socket);
    curl_multi_setopt(handle_.get(), CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(handle_.get(), CURLMOPT_TIMERFUNCTION, &multi::on_timer);
    curl_multi_setopt(handle_.get(), CURLMOPT_TIMERDATA, this);
    // The default, four times the handles of the moment, evicts warm connections whenever the load dips.
    curl_multi_setopt(handle_.get(), CURLMOPT_MAXCONNECTS, static_cast<long>(max_connections));
}

void multi::add(CURL* easy) {
    if (const CURLMcode code = curl_multi_add_handle(handle_.get(), easy); code != CURLM_OK)
        throw error(std::make_error_code(std::errc::not_enough_memory),
                    std::string("curl_multi_add_handle: ") + curl_multi_strerror(code));
}

void multi::remove(CURL* easy) noexcept {
    [[maybe_unused]] const CURLMcode code = curl_multi_remove_handle(handle_.get(), easy);
    assert(code == CURLM_OK && "removed inside a callback of libcurl");
}

int multi::on_socket(CURL* /*easy*/, curl_socket_t fd, int what, void* user, void* /*socket_user*/) noexcept {
    auto& self = *static_cast<multi*>(user);
    if (what == CURL_POLL_REMOVE) {
        self.polls_->forget(fd, self);
        return 0;
    }
    const int events =
        ((what & CURL_POLL_IN) != 0 ? UV_READABLE : 0) | ((what & CURL_POLL_OUT) != 0 ? UV_WRITABLE : 0);
    try {
        self.polls_->watch(fd, events, self);
    } catch (...) {
        return -1; // a socket that cannot be watched would hang: libcurl ends every transfer with
                   // CURLE_ABORTED_BY_CALLBACK
    }
    return 0;
}

int multi::on_timer(CURLM* /*handle*/, long timeout_ms, void* user) noexcept {
    auto& self = *static_cast<multi*>(user);
    uv_timer_stop(self.timer_.get());
    uv_idle_stop(self.at_once_.get());
    if (timeout_ms == 0) {
        // WORKAROUND(libuv 1.44): no timer of 0 ms, because one that is started again in its own callback spins without
        // polling I/O (#4250). Not 1 ms either: every step of every transfer would cost that much (curl #17144).
        uv_idle_start(self.at_once_.get(), [](uv_idle_t* idle) {
            if (idle->data == nullptr) return;
            uv_idle_stop(idle);
            static_cast<multi*>(idle->data)->act(CURL_SOCKET_TIMEOUT, 0);
        });
    } else if (timeout_ms > 0) {
        uv_update_time(self.timer_->loop);
        uv_timer_start(
            self.timer_.get(),
            [](uv_timer_t* timer) {
                if (timer->data != nullptr) static_cast<multi*>(timer->data)->act(CURL_SOCKET_TIMEOUT, 0);
            },
            static_cast<std::uint64_t>(timeout_ms), 0);
    }
    return 0;
}

void multi::ready(int fd, int events) noexcept {
    // WORKAROUND(curl 7.88): no bits mean "test it"; CURL_CSELECT_ERR would make libcurl give up what is still to be read.
    act(fd, ((events & UV_READABLE) != 0 ? CURL_CSELECT_IN : 0) |
                ((events & UV_WRITABLE) != 0 ? CURL_CSELECT_OUT : 0));
}

void multi::act(curl_socket_t fd, int events) noexcept {
    int running = 0;
    // A failure here marks the transfers as failed inside libcurl; drain reports them like any other
    // result.
    curl_multi_socket_action(handle_.get(), fd, events, &running);
    drain();
}

void multi::drain() noexcept {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(handle_.get(), &left)) {
        if (message->msg != CURLMSG_DONE) continue;
        CURL* const easy = message->easy_handle; // both copied: the removal frees the message
        const CURLcode result = message->data.result;
        void* observer = nullptr;
        curl_easy_getinfo(easy, CURLINFO_PRIVATE, &observer);
        curl_multi_remove_handle(handle_.get(), easy);
        static_cast<transfer_observer*>(observer)->ended(result);
    }
}

} // namespace flags::http
