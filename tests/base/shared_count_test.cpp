// A child's number is its parent's.
#include "base/shared_count.hpp"

#include <doctest/doctest.h>

#include <sys/wait.h>
#include <unistd.h>

TEST_CASE("what a child counts is seen by its parent, and the other way round") {
    flags::shared_count count;
    CHECK(count.get() == 0);
    count.set(7);
    const pid_t child = ::fork();
    if (child == 0) {
        count.set(count.get() + 1);
        ::_exit(0);
    }
    REQUIRE(child > 0);
    REQUIRE(::waitpid(child, nullptr, 0) == child);
    CHECK(count.get() == 8);
}
