// await asyncio.gather(count(), count(), count()): the three waits are one.
#include "tour.hpp"

#include <flags/coro/gather.hpp>

task<> count() {
    std::puts("One");
    co_await aio::sleep(1 * second);
    std::puts("Two");
}

task<> main_task() { co_await coro::gather(count(), count(), count()); }

int main() { aio::run(main_task()); }
