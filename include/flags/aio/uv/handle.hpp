// RAII for libuv's handles, whose close is asynchronous.
#pragma once

#include <flags/aio/uv/error.hpp>

#include <uv.h>

#include <memory>
#include <utility>

namespace flags::aio::uv {

/// Starts the close; the close callback frees. Late callbacks of the handle see a null `data`.
struct closer {
    template <class Handle>
    void operator()(Handle* handle) const noexcept {
        handle->data = nullptr;
        uv_close(reinterpret_cast<uv_handle_t*>(handle),
                 [](uv_handle_t* closed) { delete reinterpret_cast<Handle*>(closed); });
    }
};

/// Owns: one initialised uv handle on the heap. Its destructor does not block and is legal anywhere on the
/// loop thread.
/// Lifetime: destroyed before the loop is closed; aio::run turns the loop until the close callbacks have
/// run.
template <class Handle>
using handle = std::unique_ptr<Handle, closer>;

/// Makes a handle through `init(Handle*)`, one of libuv's uv_*_init calls, with `data` set.
/// Errors: flags::error with libuv's code; `what` names the call.
template <class Handle, class Init>
[[nodiscard]] handle<Handle> make(const char* what, void* data, Init init) {
    auto fresh = std::make_unique<Handle>();
    check(what, init(fresh.get()));
    fresh->data = data;
    return handle<Handle>(fresh.release());
}

} // namespace flags::aio::uv
