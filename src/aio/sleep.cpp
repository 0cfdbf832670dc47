// sleep on a uv timer.
#include "aio/timer.hpp"

#include <flags/aio/sleep.hpp>

namespace flags::aio {

void sleep::start() {
    if (delay_ <= std::chrono::nanoseconds(0)) {
        wake();
        return;
    }
    timer_ = start_timer(delay_, this, [](uv_timer_t* timer) {
        if (timer->data != nullptr) static_cast<sleep*>(timer->data)->wake();
    });
}

bool sleep::on_stop() noexcept {
    timer_.reset();
    return true;
}

} // namespace flags::aio
