// Waits until a query has been sent, or would have been.
#pragma once

#include "support/dns_server.hpp"

#include <flags/aio/sleep.hpp>
#include <flags/coro/task.hpp>

#include <chrono>
#include <string>

namespace flags::test {

/// Ends when the server has been asked for both families of a name.
inline coro::task<> until_asked(const dns_server& server, std::string name) {
    while (server.questions(name) < 2)
        co_await aio::sleep(std::chrono::milliseconds(1));
}

/// Ends after `count` turns of the loop.
inline coro::task<> turns(int count) {
    for (int i = 0; i < count; ++i)
        co_await coro::yield_now();
}

} // namespace flags::test
