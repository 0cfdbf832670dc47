// async with asyncio.timeout(1): what takes longer is cancelled, and TimeoutError is raised.
#include "tour.hpp"

#include <flags/aio/timeout.hpp>

task<> answer_late() {
    co_await aio::sleep(3600 * second);
    std::puts("42");
}

task<> main_task() {
    try {
        co_await aio::timeout(1 * second, answer_late());
    } catch (const aio::timed_out&) {
        std::puts("too late");
    }
}

int main() { aio::run(main_task()); }
