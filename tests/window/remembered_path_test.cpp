// Memories age, mix and are contradicted.
#include <flags/window/remembered_path.hpp>

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using namespace flags::window;

namespace {

const remembered_path::wall_clock::time_point saved{std::chrono::hours(24 * 365 * 50)};

remembered_path memory() {
    return {.rate = {10e6},
            .round_trip = seconds(0.1),
            .answer_bytes = 12'000,
            .server_time = seconds(0.02),
            .at_most = 8,
            .at_most_since = saved,
            .saved = saved};
}

} // namespace

TEST_CASE("a memory fades") {
    struct age {
        std::chrono::seconds after;
        double rate; // 0: nothing is left
        bool limited;
    };
    constexpr age table[] = {
        {0s, 10e6, true},       {1h, 10e6, true},       {1h + 1s, 10e6, false},    {24h, 10e6, false},
        {24h + 1s, 7e6, false}, {24h * 30, 7e6, false}, {24h * 30 + 1s, 0, false}, {-1s, 0, false},
    };
    for (const age& row : table) {
        CAPTURE(row.after.count());
        const auto left = recalled(memory(), saved + row.after);
        REQUIRE(left.has_value() == (row.rate > 0));
        if (!left) continue;
        CHECK(left->rate.bits_per_second == doctest::Approx(row.rate));
        CHECK(left->at_most.has_value() == row.limited);
    }
}

TEST_CASE("a memory without a rate, or with a limit from the future, is not believed") {
    remembered_path blank = memory();
    blank.rate = {};
    CHECK_FALSE(recalled(blank, saved));
    remembered_path ahead = memory();
    ahead.at_most_since = saved + 2h;
    CHECK_FALSE(recalled(ahead, saved + 1h)->at_most);
}

TEST_CASE("what was known and what was seen count the same, but for the round trip and the limit") {
    remembered_path seen = memory();
    seen.rate = {20e6};
    seen.round_trip = seconds(0.08);
    seen.answer_bytes = 14'000;
    seen.at_most.reset();
    const remembered_path both = merged(memory(), seen);
    CHECK(both.rate.bits_per_second == doctest::Approx(15e6));
    CHECK(both.answer_bytes == doctest::Approx(13'000));
    CHECK(both.round_trip == seconds(0.08));
    CHECK_FALSE(both.at_most);
}

TEST_CASE("another network shows by SYN-ACKs that come twice as fast or slow") {
    remembered_path narrow = memory();
    CHECK_FALSE(has_other_gap(narrow, seconds(50e-6))); // none is remembered
    narrow.syn_ack_gap = seconds(150e-6);
    CHECK_FALSE(has_other_gap(narrow, std::nullopt));
    CHECK_FALSE(has_other_gap(narrow, seconds(299e-6)));
    CHECK_FALSE(has_other_gap(narrow, seconds(76e-6)));
    CHECK(has_other_gap(narrow, seconds(301e-6)));
    CHECK(has_other_gap(narrow, seconds(74e-6)));
    narrow.syn_ack_gap = seconds(30e-6); // shorter gaps are noise
    CHECK_FALSE(has_other_gap(narrow, seconds(99e-6)));
}

TEST_CASE("another network shows by a round trip that is off by 10 ms and 30 %") {
    remembered_path near = memory();
    near.round_trip = seconds(0.01);
    CHECK_FALSE(is_elsewhere(near, seconds(0.0199)));
    CHECK(is_elsewhere(near, seconds(0.0201)));
    CHECK_FALSE(is_elsewhere(memory(), seconds(0.129)));
    CHECK(is_elsewhere(memory(), seconds(0.131)));
    CHECK(is_elsewhere(memory(), seconds(0.069)));
}
