// What is asked of /proc, against what the process knows of itself.
#include "base/this_system.hpp"
#include "support/in_child.hpp"

#include <doctest/doctest.h>

#include <sys/prctl.h>
#include <unistd.h>

using namespace flags;

TEST_CASE("a process keeps its start time, and one that came later has no earlier one") {
    const auto mine = process_start_time(::getpid());
    REQUIRE(mine);
    CHECK(process_start_time(::getpid()) == mine);
    const auto later = test::in_child([&mine] {
        ::prctl(PR_SET_NAME, ") 1 (2"); // the program's own choice, which is a part of the line that is read
        const auto own = process_start_time(::getpid());
        return own && *own >= *mine ? 0 : 1;
    });
    CHECK(later == 0);
}

TEST_CASE("a process that is not there has no start time") {
    const pid_t gone = test::start_child([] { return 0; });
    CHECK(test::wait_for_child(gone) == 0);
    CHECK_FALSE(process_start_time(gone));
}

TEST_CASE("processes of one boot and PID namespace count in one scope") {
    const auto scope = process_number_scope();
    CHECK(scope.contains(' '));
    CHECK(test::in_child([&scope] { return process_number_scope() == scope ? 0 : 1; }) == 0);
}
