// A task's outcome as a value.
#pragma once

#include <exception>
#include <expected>

namespace flags::coro {

/// The value of a task, or the exception (also `cancelled`) that ended it.
/// Like: an element of asyncio.gather(..., return_exceptions=True).
template <class T>
using settled = std::expected<T, std::exception_ptr>;

} // namespace flags::coro
