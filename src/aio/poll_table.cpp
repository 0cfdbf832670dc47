// Starting, stopping and re-arming polls.
#include <flags/aio/uv/poll_table.hpp>

#include <cassert>
#include <cstddef>
#include <utility>

namespace flags::aio::uv {

void poll_table::watch(int fd, int events, poll_user& user) {
    const auto index = static_cast<std::size_t>(fd);
    if (index >= entries_.size()) entries_.resize(index + 1);
    if (!entries_[index]) {
        auto fresh = std::make_unique<entry>(entry{.fd = fd});
        fresh->poll = make<uv_poll_t>("uv_poll_init", fresh.get(),
                                      [this, fd](uv_poll_t* p) { return uv_poll_init(loop_, p, fd); });
        entries_[index] = std::move(fresh);
    }
    entry& watched = *entries_[index];
    assert((watched.user == nullptr || watched.user == &user) && "a descriptor was closed and not forgotten");
    // uv_poll_start always costs two epoll_ctl calls, also for a mask that has not changed (libuv 1.44.2).
    const bool active = uv_is_active(reinterpret_cast<uv_handle_t*>(watched.poll.get())) != 0;
    if (active && watched.events == events) return;
    watched.user = &user;
    watched.events = events;
    check("uv_poll_start", uv_poll_start(watched.poll.get(), events, on_poll));
}

void poll_table::forget(int fd, const poll_user& user) noexcept {
    const auto index = static_cast<std::size_t>(fd);
    if (fd < 0 || index >= entries_.size() || !entries_[index] || entries_[index]->user != &user) return;
    entries_[index]->user = nullptr;
    entries_[index]->events = 0;
    // libcurl 7.88.1 may have closed a socket that was still connecting before it says so (fixed in 8.2.0,
    // #11439): uv_poll_stop ignores that its descriptor is gone, anything else here would not.
    uv_poll_stop(entries_[index]->poll.get());
}

void poll_table::on_poll(uv_poll_t* poll, int status, int events) noexcept {
    if (poll->data == nullptr) return;
    entry& ready = *static_cast<entry*>(poll->data);
    // On EPOLLERR libuv stops the watcher and reports UV_EBADF, for a refused connection and for data
    // followed by a reset alike. "Unknown, test it" (0) lets the user read that data; an error would lose it.
    ready.user->ready(ready.fd, status < 0 ? 0 : events);
    if (status < 0 && ready.events != 0 && uv_is_active(reinterpret_cast<uv_handle_t*>(poll)) == 0)
        uv_poll_start(poll, ready.events, on_poll); // still wanted; cannot fail for an open handle
}

} // namespace flags::aio::uv
