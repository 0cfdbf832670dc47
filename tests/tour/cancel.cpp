// task.cancel(): the sleeping task gets an exception at its await, and may clean up; the other task continues.
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

task<> tea() {
    co_await aio::sleep(2 * second);
    std::puts("tea is ready");
}

task<> main_task(coro::scope& tasks) {
    auto sleeper = tasks.spawn(sleep_long());
    tasks.spawn(tea());
    co_await aio::sleep(1 * second);
    sleeper.request_stop();
}

int main() { aio::run(coro::with_scope(main_task)); }
