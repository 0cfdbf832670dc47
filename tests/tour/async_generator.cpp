// async for number in countdown(3): a sequence whose values are awaited.
#include "tour.hpp"

#include <flags/coro/async_generator.hpp>

coro::async_generator<int> countdown(int from) {
    for (int number = from; number > 0; --number) {
        co_await aio::sleep(1 * second);
        co_yield number;
    }
}

task<> main_task() {
    auto numbers = countdown(3);
    while (auto number = co_await numbers.next())
        std::printf("%d\n", *number);
    std::puts("lift-off");
}

int main() { aio::run(main_task()); }
