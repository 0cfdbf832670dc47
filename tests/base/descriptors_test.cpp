// How many connections the limit of open files allows, tried in children because a limit is the process's.
#include "support/in_child.hpp"

#include <flags/base/descriptors.hpp>
#include <flags/base/error.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <string_view>
#include <sys/resource.h>

using flags::affordable_connections;
using flags::test::in_child;

namespace {

// The answer under these limits, and the soft limit that is left behind, as an exit status of 0 if both are
// as given.
int with_limits(rlim_t soft, rlim_t hard, std::size_t wanted, std::size_t each, std::size_t affordable,
                rlim_t soft_after) {
    return in_child([=] {
        const rlimit given{.rlim_cur = soft, .rlim_max = hard};
        if (::setrlimit(RLIMIT_NOFILE, &given) != 0) return 1;
        if (affordable_connections(wanted, each) != affordable) return 2;
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

TEST_CASE("when not even one fits, the refusal says what is needed") {
    CHECK(with_limits(41, 41, 300, 1, 1, 41) == 0);
    CHECK(with_limits(42, 42, 300, 2, 1, 42) == 0);
    const auto refused = [] {
        const rlimit given{.rlim_cur = 16, .rlim_max = 41};
        if (::setrlimit(RLIMIT_NOFILE, &given) != 0) return 1;
        try {
            return affordable_connections(300, 2) == 0 ? 2 : 3;
        } catch (const flags::machine_error& failure) {
            const std::string_view said = failure.what();
            return said == "the limit of open files is 41, and at least 42 are needed: raise it (ulimit -n)"
                       ? 0
                       : 4;
        }
    };
    CHECK(in_child(refused) == 0);
}
