// generator: lazy, each value once, exceptions end it.
#include "support/counted.hpp"

#include <flags/coro/generator.hpp>

#include <doctest/doctest.h>

#include <stdexcept>

using namespace flags;
using test::counted;

namespace {

coro::generator<int> numbers(int& produced) {
    for (int i = 0;; ++i) {
        ++produced;
        co_yield i;
    }
}

coro::generator<counted> holds(counted kept) {
    co_yield counted(1);
    co_yield counted(kept.value());
}

} // namespace

TEST_CASE("a generator makes only what is asked for") {
    int produced = 0;
    auto sequence = numbers(produced);
    CHECK(produced == 0);
    CHECK(sequence.next() == 0);
    CHECK(sequence.next() == 1);
    CHECK(produced == 2);
}

TEST_CASE("after the end next() returns nothing each time") {
    const auto one = []() -> coro::generator<int> { co_yield 1; };
    auto sequence = one();
    CHECK(sequence.next() == 1);
    CHECK_FALSE(sequence.next().has_value());
    CHECK_FALSE(sequence.next().has_value());
}

TEST_CASE("values are moved out, and a half-used generator releases what it holds") {
    {
        auto sequence = holds(counted(9));
        CHECK(sequence.next()->value() == 1);
        CHECK(counted::alive >= 1);
    }
    CHECK(counted::alive == 0);
}

TEST_CASE("next() rethrows an exception, which ends the sequence") {
    const auto broken = []() -> coro::generator<int> {
        co_yield 1;
        throw std::runtime_error("broken");
    };
    auto sequence = broken();
    CHECK(sequence.next() == 1);
    CHECK_THROWS_WITH((void)sequence.next(), "broken");
    CHECK_FALSE(sequence.next().has_value());
}
