// The timer behind timeout().
#include "aio/timer.hpp"

#include <flags/aio/timeout.hpp>

#include <string>
#include <system_error>

namespace flags::aio {

timed_out::timed_out(std::chrono::nanoseconds limit)
    : error(std::make_error_code(std::errc::timed_out),
            "not done after " + std::to_string(std::chrono::duration<double>(limit).count()) + " s") {}

namespace detail {

deadline::deadline(std::chrono::nanoseconds limit, coro::linked_stop_source& target) : target_(&target) {
    timer_ = start_timer(limit, this, [](uv_timer_t* timer) {
        if (timer->data == nullptr) return;
        auto& self = *static_cast<deadline*>(timer->data);
        self.expired_ = true;
        self.target_->request_stop();
    });
}

} // namespace detail
} // namespace flags::aio
