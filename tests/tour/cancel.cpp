// task.cancel(): the sleeper is told at its await, and may clean up.
#include "tour.hpp"

#include <flags/coro/scope.hpp>

task<> sleep_long() {
    try {
        co_await aio::sleep(3600 * second);
    } catch (const coro::cancelled&) {
        std::puts("cancelled");
        throw;
    }
}

task<> main_task() {
    const auto body = [](coro::scope& inside) -> task<> {
        inside.spawn(sleep_long());
        co_await aio::sleep(1 * second);
        inside.request_stop();
    };
    co_await coro::with_scope(body);
    std::puts("done");
}

int main() { aio::run(main_task()); }
