// asyncio.run(main()): a coroutine runs when it is given to a loop, and not before.
#include "tour.hpp"

task<> main_task() {
    std::puts("Hello ...");
    co_await aio::sleep(1 * second);
    std::puts("... World!");
}

int main() { aio::run(main_task()); }
