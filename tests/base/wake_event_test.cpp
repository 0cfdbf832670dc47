// A wait in poll(2) ends with the event, and every later one at once.
#include "base/wake_event.hpp"

#include <doctest/doctest.h>

#include <poll.h>
#include <thread>

TEST_CASE("a thread that waits is woken, and the event stays set") {
    const flags::wake_event event;
    pollfd watched{.fd = event.fd(), .events = POLLIN, .revents = 0};
    CHECK(::poll(&watched, 1, 0) == 0);
    std::thread other([&event] { event.set(); });
    CHECK(::poll(&watched, 1, -1) == 1);
    other.join();
    event.set();
    CHECK(::poll(&watched, 1, 0) == 1);
}
