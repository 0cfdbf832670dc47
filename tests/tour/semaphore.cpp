// async with semaphore: at most two of the six are inside at any time.
#include "tour.hpp"

#include <flags/coro/gather.hpp>
#include <flags/coro/semaphore.hpp>

#include <algorithm>
#include <vector>

task<> visit(coro::semaphore& seats, int& inside, int& most) {
    const auto permit = co_await seats.acquire();
    most = std::max(most, ++inside);
    co_await aio::sleep(1 * second);
    --inside;
}

task<> main_task() {
    coro::semaphore seats(2);
    int inside = 0;
    int most = 0;
    std::vector<task<>> visitors;
    for (int i = 0; i < 6; ++i)
        visitors.push_back(visit(seats, inside, most));
    co_await coro::gather(std::move(visitors));
    std::printf("%d at once\n", most);
}

int main() { aio::run(main_task()); }
