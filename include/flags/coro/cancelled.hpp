// The exception of a coroutine that was asked to stop.
#pragma once

namespace flags::coro {

/// Thrown out of an await whose stop token was asked to stop.
/// Like: asyncio.CancelledError. Not a std::exception on purpose: a broad `catch (const std::exception&)`
/// must not swallow a cancellation.
struct cancelled {};

} // namespace flags::coro
