// for each in asyncio.as_completed(tasks): the quickest comes first.
#include "tour.hpp"

#include <flags/coro/as_completed.hpp>

#include <vector>

task<int> wait_for(int number, int seconds) {
    co_await aio::sleep(seconds * second);
    co_return number;
}

task<> main_task() {
    std::vector<task<int>> tasks;
    tasks.push_back(wait_for(1, 3));
    tasks.push_back(wait_for(2, 2));
    tasks.push_back(wait_for(3, 1));
    auto finished = coro::as_completed(std::move(tasks));
    while (auto number = co_await finished.next())
        std::printf("%d\n", *number);
}

int main() { aio::run(main_task()); }
