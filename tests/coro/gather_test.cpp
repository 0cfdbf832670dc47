// gather and gather_outcomes: order of results, failures, cancellation, destruction.
#include "support/counted.hpp"
#include "support/driver.hpp"

#include <flags/coro/event.hpp>
#include <flags/coro/gather.hpp>

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <vector>

using namespace flags;

namespace {

coro::task<int> fails_after(int turns) {
    co_await test::after_turns(turns, 0);
    throw std::runtime_error("failed after " + std::to_string(turns));
}

coro::task<int> waits_for(coro::event& on, bool& cleaned) {
    struct cleanup {
        bool& flag;
        ~cleanup() { flag = true; }
    } const at_end{cleaned};
    co_await on.wait();
    co_return 1;
}

} // namespace

TEST_CASE("gather gives results in argument order, whichever task ends first") {
    std::vector<coro::task<int>> tasks;
    for (int i = 0; i < 4; ++i)
        tasks.push_back(test::after_turns(4 - i, i));
    CHECK(test::drive(coro::gather(std::move(tasks)))->get() == std::vector{0, 1, 2, 3});
}

TEST_CASE("gather of nothing returns nothing") {
    CHECK(test::drive(coro::gather(std::vector<coro::task<int>>()))->get().empty());
}

TEST_CASE("gather of different types gives a tuple") {
    const auto text = []() -> coro::task<std::string> { co_return "two"; };
    const auto nothing = []() -> coro::task<> { co_return; };
    const auto both = [](auto a, auto b, auto c) -> coro::task<bool> {
        const auto results = co_await coro::gather(std::move(a), std::move(b), std::move(c));
        co_return std::get<0>(results) == 1 && std::get<1>(results) == "two";
    };
    CHECK(test::drive(both(test::after_turns(3, 1), text(), nothing()))->get());
}

TEST_CASE("the first failure stops the others, waits for them, and is the one that is rethrown") {
    coro::event never;
    bool cleaned = false;
    std::vector<coro::task<int>> tasks;
    tasks.push_back(waits_for(never, cleaned));
    tasks.push_back(fails_after(2));
    tasks.push_back(fails_after(4));
    auto runner = test::drive(coro::gather(std::move(tasks)));
    CHECK_THROWS_WITH(runner->get(), "failed after 2");
    CHECK(cleaned);
}

TEST_CASE("gather_outcomes does not stop the siblings of a failure") {
    std::vector<coro::task<int>> tasks;
    tasks.push_back(fails_after(1));
    tasks.push_back(test::after_turns(5, 7));
    auto results = test::drive(coro::gather_outcomes(std::move(tasks)))->get();
    REQUIRE(results.size() == 2);
    CHECK_FALSE(results[0].has_value());
    CHECK(results[1].value() == 7);
}

TEST_CASE("a stop request reaches every child and gather throws cancelled after they have ended") {
    coro::event never;
    bool first_cleaned = false;
    bool second_cleaned = false;
    std::vector<coro::task<int>> tasks;
    tasks.push_back(waits_for(never, first_cleaned));
    tasks.push_back(waits_for(never, second_cleaned));
    auto runner = test::drive(coro::gather(std::move(tasks)));
    runner->settle();
    runner->request_stop();
    CHECK(runner->was_cancelled());
    CHECK((first_cleaned && second_cleaned));
}

TEST_CASE("gather_outcomes gives `cancelled` as a value") {
    coro::event never;
    bool cleaned = false;
    std::vector<coro::task<int>> tasks;
    tasks.push_back(waits_for(never, cleaned));
    auto runner = test::drive(coro::gather_outcomes(std::move(tasks)));
    runner->settle();
    runner->request_stop();
    const auto results = runner->get();
    CHECK_THROWS_AS(std::rethrow_exception(results.at(0).error()), coro::cancelled);
}

TEST_CASE("a gather that is destroyed while children wait destroys them") {
    coro::event never;
    bool cleaned = false;
    std::vector<coro::task<int>> tasks;
    tasks.push_back(waits_for(never, cleaned));
    auto runner = test::drive(coro::gather(std::move(tasks)));
    runner->settle();
    runner->destroy();
    CHECK(cleaned);
    never.set();
    CHECK(runner->turn() == 0);
}
