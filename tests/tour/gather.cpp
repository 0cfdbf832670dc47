// results = await asyncio.gather(...): in the order of the arguments, whatever ends first.
#include "tour.hpp"

#include <flags/coro/gather.hpp>

#include <vector>

task<int> square_after(int seconds) {
    co_await aio::sleep(seconds * second);
    co_return seconds* seconds;
}

task<> main_task() {
    std::vector<task<int>> tasks;
    for (const int seconds : {3, 1, 2})
        tasks.push_back(square_after(seconds));
    for (const int result : co_await coro::gather(std::move(tasks)))
        std::printf("%d\n", result);
}

int main() { aio::run(main_task()); }
