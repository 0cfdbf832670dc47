// A resource that is opened and closed with awaits.
#pragma once

#include <flags/coro/shield.hpp>
#include <flags/coro/task.hpp>

#include <exception>

namespace flags::coro {

/// Like: `async with resource: body()`. Destructors cannot await, so the block is a function:
/// `resource.open()` is awaited, then `body(resource)`, which returns task<>, then
/// `resource.close()`, whatever the body did.
/// Errors: those of open (then nothing else runs) and of the body; those of close when the body had none.
/// Cancel: reaches open and the body; close runs to its end.
/// Lifetime: the resource outlives the call. `body` lives until its task has ended, so it may be a lambda with captures.
template <class Resource, class Body>
task<> with(Resource& resource, Body body) {
    co_await resource.open();
    std::exception_ptr failure;
    try {
        co_await body(resource);
    } catch (...) {
        failure = std::current_exception();
    }
    try {
        co_await shield(resource.close());
    } catch (...) {
        if (!failure) failure = std::current_exception();
    }
    if (failure) std::rethrow_exception(failure);
}

} // namespace flags::coro
