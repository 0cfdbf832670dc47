// await order(...): awaiting a coroutine runs it to its end; the next order begins after it.
#include "tour.hpp"

task<> order(const char* dish) {
    co_await aio::sleep(1 * second);
    std::printf("%s is ready\n", dish);
}

task<> main_task() {
    co_await order("soup");
    co_await order("noodles");
    co_await order("tea");
}

int main() { aio::run(main_task()); }
