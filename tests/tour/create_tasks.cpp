// asyncio.TaskGroup and create_task: what is spawned runs at once; the scope is left when all have ended.
#include "tour.hpp"

#include <flags/coro/scope.hpp>

task<> order(const char* dish) {
    co_await aio::sleep(1 * second);
    std::printf("%s is ready\n", dish);
}

task<> serve(coro::scope& kitchen) {
    kitchen.spawn(order("soup"));
    kitchen.spawn(order("noodles"));
    kitchen.spawn(order("tea"));
    co_return;
}

int main() { aio::run(coro::with_scope(serve)); }
