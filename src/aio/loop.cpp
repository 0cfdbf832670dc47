// Turning and closing the loop.
#include <flags/aio/loop.hpp>
#include <flags/aio/uv/error.hpp>
#include <flags/base/error.hpp>
#include <flags/base/unique_fd.hpp>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

namespace flags::aio {

namespace {

thread_local loop* current_loop = nullptr;

// libuv (1.44.2, 1.50.0: uv__signal_global_init) aborts the process when its first loop has no two descriptors for a pipe.
// Before that it opens one, and after it three more (epoll, the loop's own pipe, an eventfd).
void try_descriptors() {
    std::array<unique_fd, 6> all;
    for (std::size_t i = 0; i < all.size(); i += 2) {
        std::array<int, 2> ends{};
        if (::pipe2(ends.data(), O_CLOEXEC) != 0)
            throw_errno<machine_error>(errno, "cannot start an event loop",
                                       ": raise the limit of open files (ulimit -n)");
        all[i].reset(ends[0]);
        all[i + 1].reset(ends[1]);
    }
}

} // namespace

loop::loop() : outer_(current_loop) {
    try_descriptors();
    uv::check("uv_loop_init", uv_loop_init(&loop_));
    current_loop = this;
    polls_.emplace(&loop_);
    no_wait_ =
        uv::make<uv_idle_t>("uv_idle_init", this, [this](uv_idle_t* h) { return uv_idle_init(&loop_, h); });
    before_poll_ = uv::make<uv_prepare_t>("uv_prepare_init", this,
                                          [this](uv_prepare_t* h) { return uv_prepare_init(&loop_, h); });
    uv::check("uv_prepare_start", uv_prepare_start(before_poll_.get(), [](uv_prepare_t* handle) {
                  if (handle->data != nullptr) static_cast<loop*>(handle->data)->stay_awake();
              }));
    uv_unref(reinterpret_cast<uv_handle_t*>(before_poll_.get())); // it does not keep the loop running
}

// uv_run runs due timers and idle callbacks before it polls (libuv 1.44.2, uv_run). What they made ready must
// not wait for the next I/O event: an active idle handle makes this poll return at once.
void loop::stay_awake() {
    if (!ready_.empty()) uv_idle_start(no_wait_.get(), [](uv_idle_t* /*unused*/) {});
}

loop::~loop() {
    before_poll_.reset();
    no_wait_.reset();
    polls_.reset();
    // Owners have started the closes; the callbacks that free need turns, and so does work that threads still
    // run. A handle without a close would block a turn for ever, so only closing ones and requests are
    // waited for.
    while (uv_loop_close(&loop_) == UV_EBUSY) {
        bool left_open = false;
        uv_walk(
            &loop_,
            [](uv_handle_t* handle, void* found) {
                if (!uv_is_closing(handle)) *static_cast<bool*>(found) = true;
            },
            &left_open);
        if (left_open) {
            std::fputs("flags::aio::loop: handles were left open:\n", stderr);
            uv_print_all_handles(&loop_, stderr);
            std::abort();
        }
        uv_run(&loop_, UV_RUN_ONCE);
    }
    current_loop = outer_;
}

loop& loop::current() {
    if (current_loop == nullptr)
        throw usage_error("no loop runs on this thread: make and use this object inside aio::run");
    return *current_loop;
}

void loop::turn_until(const std::function<bool()>& done) {
    while (true) {
        ready_.drain();
        if (done()) return;
        const bool more_ready = !ready_.empty();
        if (!more_ready && uv_loop_alive(&loop_) == 0)
            throw error(std::make_error_code(std::errc::resource_deadlock_would_occur),
                        "deadlock: every task waits and nothing is left that could wake one");
        uv_run(&loop_, more_ready ? UV_RUN_NOWAIT : UV_RUN_ONCE);
        uv_idle_stop(no_wait_.get());
    }
}

} // namespace flags::aio
