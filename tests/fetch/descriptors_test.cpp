// How many requests the limit of open files allows, tried in children because a limit is the process's.
#include "support/in_child.hpp"

#include <flags/fetch/descriptors.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <sys/resource.h>

using flags::fetch::affordable_requests;
using flags::test::in_child;

namespace {

// The answer under these limits, and the soft limit that is left behind, as an exit status of 0 if both are
// as told.
int with_limits(rlim_t soft, rlim_t hard, std::size_t wanted, std::size_t each, std::size_t affordable,
                rlim_t soft_after) {
    return in_child([=] {
        const rlimit given{.rlim_cur = soft, .rlim_max = hard};
        if (::setrlimit(RLIMIT_NOFILE, &given) != 0) return 1;
        if (affordable_requests(wanted, each) != affordable) return 2;
        rlimit after{};
        if (::getrlimit(RLIMIT_NOFILE, &after) != 0) return 3;
        return after.rlim_cur == soft_after && after.rlim_max == hard ? 0 : 4;
    });
}

} // namespace

TEST_CASE("a limit that is enough stays as it is") {
    CHECK(with_limits(256, 256, 32, 1, 32, 256) == 0);
    CHECK(with_limits(72, 256, 32, 1, 32, 72) == 0);
}

TEST_CASE("a soft limit is raised as far as needed, and no further than the hard one") {
    CHECK(with_limits(64, 256, 100, 1, 100, 140) == 0);
    CHECK(with_limits(64, 256, 100, 2, 100, 240) == 0);
    CHECK(with_limits(64, 256, 300, 1, 216, 256) == 0);
}

TEST_CASE("below a hard limit fewer requests fit") {
    CHECK(with_limits(64, 64, 300, 1, 24, 64) == 0);
    CHECK(with_limits(64, 64, 300, 2, 12, 64) == 0);
}

TEST_CASE("one request is always tried") {
    CHECK(with_limits(40, 40, 300, 1, 1, 40) == 0);
    CHECK(with_limits(16, 16, 300, 2, 1, 16) == 0);
    CHECK(with_limits(41, 41, 300, 2, 1, 41) == 0);
}
