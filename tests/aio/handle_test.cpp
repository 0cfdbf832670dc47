// uv handles close asynchronously and are freed by their close callback.
#include <flags/aio/loop.hpp>
#include <flags/aio/uv/handle.hpp>

#include <doctest/doctest.h>

using namespace flags;

TEST_CASE("a handle that is dropped is closed, and its late callback sees null") {
    aio::loop loop; // its destructor demands that uv_loop_close returns 0
    int fired = 0;
    auto timer = aio::uv::make<uv_timer_t>("uv_timer_init", &fired,
                                           [&](uv_timer_t* t) { return uv_timer_init(loop.raw(), t); });
    uv_timer_t* const raw = timer.get();
    timer.reset();
    CHECK(raw->data == nullptr); // still allocated: the close callback has not run
    CHECK(uv_is_closing(reinterpret_cast<uv_handle_t*>(raw)) != 0);
    uv_run(loop.raw(), UV_RUN_NOWAIT);
    CHECK(uv_loop_alive(loop.raw()) == 0);
}

TEST_CASE("a failing init frees the memory and throws libuv's code") {
    const auto refuse = [](uv_timer_t*) { return static_cast<int>(UV_EMFILE); };
    try {
        (void)aio::uv::make<uv_timer_t>("uv_timer_init", nullptr, refuse);
        FAIL("nothing was thrown");
    } catch (const error& e) {
        CHECK(e.code() == std::errc::too_many_files_open);
        CHECK(std::string(e.what()).starts_with("uv_timer_init: "));
    }
}
