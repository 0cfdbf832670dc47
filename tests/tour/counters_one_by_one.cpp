// for _ in range(3): await count() - one after another: the three waits add up.
#include "tour.hpp"

task<> count() {
    std::puts("One");
    co_await aio::sleep(1 * second);
    std::puts("Two");
}

task<> main_task() {
    for (int i = 0; i < 3; ++i)
        co_await count();
}

int main() { aio::run(main_task()); }
