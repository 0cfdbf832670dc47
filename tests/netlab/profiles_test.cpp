// Each named network is one that the lab can be, and says whose figures it has.
#include "netlab/profiles.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace std::chrono_literals;
using namespace flags::netlab;

TEST_CASE("every profile has a name of its own, a source, a date and possible figures") {
    std::set<std::string_view> names;
    for (const auto& one : profiles()) {
        CAPTURE(one.name);
        CHECK(names.insert(one.name).second);
        CHECK_FALSE(one.source.empty());
        CHECK(one.date.size() == 10);
        CHECK(one.path.rtt <= 1s);
        CHECK((one.path.down > 0) == (one.path.up > 0));
        CHECK(mean_loss(one.path.loss) < 0.02);
    }
    CHECK(names.size() == profiles().size());
}

TEST_CASE("a profile is found by its name") {
    const auto* const slow = find_profile("slow-4g");
    REQUIRE(slow != nullptr);
    CHECK(slow->path.rtt == 150ms);
    CHECK(slow->path.down == 1'600'000);
    CHECK(slow->path.up == 750'000);
    CHECK(mean_loss(find_profile("lossy-wifi")->path.loss) == doctest::Approx(0.01).epsilon(0.02));
    CHECK(down_link(find_profile("bloat")->path).queue_bytes == 625'000);
    CHECK(find_profile("slow-4G") == nullptr);
    CHECK(find_profile("") == nullptr);
}
