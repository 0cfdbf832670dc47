// async with connection: opened and closed with awaits, closed also when the body raises.
#include "tour.hpp"

#include <flags/coro/with.hpp>

#include <stdexcept>

struct connection {
    task<> open() {
        co_await aio::sleep(1 * second);
        std::puts("opened");
    }
    task<> close() {
        co_await aio::sleep(1 * second);
        std::puts("closed");
    }
};

task<> fail(connection&) {
    std::puts("used");
    co_await aio::sleep(1 * second);
    throw std::runtime_error("it broke");
}

task<> main_task() {
    connection line;
    try {
        co_await coro::with(line, fail);
    } catch (const std::runtime_error& e) {
        std::puts(e.what());
    }
}

int main() { aio::run(main_task()); }
