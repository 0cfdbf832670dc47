// Does not compile, and the compiler says what to write instead.
#include <flags/coro/task.hpp>

flags::coro::task<int> work();

flags::coro::task<int> awaits_by_name() {
    auto named = work();
    co_return co_await named;
}
