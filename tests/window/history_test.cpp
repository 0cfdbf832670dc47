// A time series of any length has few rows, spread over all of it.
#include <flags/window/history.hpp>

#include <doctest/doctest.h>

#include <cstddef>

using namespace flags::window;

namespace {

history of_length(seconds length) {
    history past;
    std::size_t turn = 0;
    for (moment now{}; now <= moment{} + length; now += seconds(0.001), ++turn)
        if (past.is_due(now)) past.add(now, {.in_flight = turn});
    return past;
}

} // namespace

TEST_CASE("a short run has a row for each moment") {
    const history past = of_length(seconds(0.0505));
    REQUIRE(past.rows().size() == 51);
    for (std::size_t i = 0; i < 51; ++i)
        CHECK(past.rows()[i].figures.in_flight == i);
    CHECK_FALSE(past.is_due(past.rows().back().at));
}

TEST_CASE("a long run has no more rows, and they are spread evenly") {
    for (const double length : {0.25, 1.0, 30.0, 300.0}) {
        CAPTURE(length);
        const history past = of_length(seconds(length));
        const auto& rows = past.rows();
        const auto count = static_cast<double>(rows.size());
        CHECK(rows.size() <= history::most_rows);
        CHECK(rows.size() >= history::most_rows / 2);
        CHECK(rows.front().at == moment{});
        CHECK((rows.back().at - moment{}).count() > length * 0.98);
        for (std::size_t i = 1; i < rows.size(); ++i)
            CHECK((rows[i].at - rows[i - 1].at).count() < 3 * length / count);
    }
}
