// await asyncio.to_thread(blocking): the loop goes on ticking meanwhile.
#include "tour.hpp"

#include <flags/aio/to_thread.hpp>
#include <flags/coro/scope.hpp>

#include <thread>

int think_hard() {
    std::this_thread::sleep_for(3 * second); // blocks its thread, not the loop
    return 42;
}

task<> tick(int& ticks) {
    while (true) {
        co_await aio::sleep(second / 10);
        ++ticks;
    }
}

task<> main_task() {
    int ticks = 0;
    const auto body = [&ticks](coro::scope& inside) -> task<> {
        inside.spawn(tick(ticks));
        std::printf("%d\n", co_await aio::to_thread(think_hard));
        inside.request_stop();
    };
    co_await coro::with_scope(body);
    std::puts(ticks >= 3 ? "the loop went on" : "the loop stood still");
}

int main() { aio::run(main_task()); }
