// Signal watchers that call themselves off.
#include <flags/aio/interrupt.hpp>
#include <flags/aio/loop.hpp>

#include <csignal>
#include <utility>

namespace flags::aio {

interrupt::interrupt(std::stop_source target)
    : target_(std::move(target)), on_interrupt_(watch(SIGINT)), on_terminate_(watch(SIGTERM)) {}

uv::handle<uv_signal_t> interrupt::watch(int signal) {
    uv_loop_t* const loop = loop::current().raw();
    auto watcher = uv::make<uv_signal_t>("uv_signal_init", this,
                                         [loop](uv_signal_t* s) { return uv_signal_init(loop, s); });
    // One shot (SA_RESETHAND): the kernel itself restores the default action, also when the loop is stuck.
    uv::check("uv_signal_start_oneshot", uv_signal_start_oneshot(
                                             watcher.get(),
                                             [](uv_signal_t* handle, int /*signal*/) {
                                                 if (handle->data == nullptr) return;
                                                 auto& self = *static_cast<interrupt*>(handle->data);
                                                 self.requested_ = true;
                                                 // The other signal is a second one, too: libuv restores the default
                                                 // action when the last watcher of a signal stops.
                                                 uv_signal_stop(self.on_interrupt_.get());
                                                 uv_signal_stop(self.on_terminate_.get());
                                                 self.target_.request_stop();
                                             },
                                             signal));
    return watcher;
}

} // namespace flags::aio
