// Ctrl-C as a stop request.
#pragma once

#include <flags/aio/uv/handle.hpp>

#include <uv.h>

#include <stop_token>

namespace flags::aio {

/// While it lives, the first SIGINT or SIGTERM asks `target` to stop; the second has its default effect: it
/// ends the process at once. When the loop is stuck, that is the second of the same kind.
/// Like: what asyncio.run does with KeyboardInterrupt, for both signals.
/// Threads: loop thread only.
/// Lifetime: inside aio::run; the previous behaviour returns when it is destroyed.
class interrupt {
public:
    explicit interrupt(std::stop_source target);
    interrupt(const interrupt&) = delete;
    interrupt& operator=(const interrupt&) = delete;
    ~interrupt() = default;

    /// True after the first signal.
    [[nodiscard]] bool requested() const noexcept { return requested_; }

private:
    uv::handle<uv_signal_t> watch(int signal);

    std::stop_source target_;
    bool requested_ = false;
    uv::handle<uv_signal_t> on_interrupt_;
    uv::handle<uv_signal_t> on_terminate_;
};

} // namespace flags::aio
