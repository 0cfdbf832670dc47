// with and shield: closing happens, whatever the body does.
#include "support/driver.hpp"

#include <flags/coro/event.hpp>
#include <flags/coro/with.hpp>

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <vector>

using namespace flags;

namespace {

struct resource {
    std::vector<std::string> log;
    bool open_fails = false;
    bool close_fails = false;

    coro::task<> open() {
        co_await coro::yield_now();
        if (open_fails) throw std::runtime_error("open failed");
        log.emplace_back("open");
    }
    coro::task<> close() {
        co_await coro::yield_now(); // an await that a stop request would have cut short
        log.emplace_back("close");
        if (close_fails) throw std::runtime_error("close failed");
    }
};

coro::task<> use(resource& opened) {
    opened.log.emplace_back("use");
    co_return;
}

coro::task<> fail(resource& /*opened*/) {
    co_await coro::yield_now();
    throw std::runtime_error("body failed");
}

const std::vector<std::string> all_three = {"open", "use", "close"};

} // namespace

TEST_CASE("open, body and close run in this order") {
    resource file;
    test::drive(coro::with(file, use))->get();
    CHECK(file.log == all_three);
}

TEST_CASE("close runs when the body fails, and the body's exception is rethrown") {
    resource file;
    file.close_fails = true;
    CHECK_THROWS_WITH(test::drive(coro::with(file, fail))->get(), "body failed");
    CHECK(file.log.back() == "close");
}

TEST_CASE("an exception of close is rethrown when the body succeeded") {
    resource file;
    file.close_fails = true;
    CHECK_THROWS_WITH(test::drive(coro::with(file, use))->get(), "close failed");
}

TEST_CASE("nothing else runs when open fails") {
    resource file;
    file.open_fails = true;
    CHECK_THROWS_WITH(test::drive(coro::with(file, use))->get(), "open failed");
    CHECK(file.log.empty());
}

TEST_CASE("a stop request ends the body, and close still completes") {
    resource file;
    coro::event never;
    const auto wait = [&never](resource& /*opened*/) -> coro::task<> { co_await never.wait(); };
    test::driver<> runner;
    runner.start(coro::with(file, wait));
    runner.settle();
    runner.request_stop();
    CHECK(runner.was_cancelled());
    CHECK(file.log == std::vector<std::string>{"open", "close"});
}

TEST_CASE("a block that is destroyed while its body waits releases everything") {
    resource file;
    coro::event never;
    const auto wait = [&never](resource& /*opened*/) -> coro::task<> { co_await never.wait(); };
    test::driver<> runner;
    runner.start(coro::with(file, wait));
    runner.settle();
    runner
        .destroy(); // frames cannot await any more: close does not run, as in a Python process that is killed
    CHECK(file.log == std::vector<std::string>{"open"});
}
