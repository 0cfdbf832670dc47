// What is said of a comparison while it runs.
#include "cli/run_progress.hpp"

#include <doctest/doctest.h>

#include <chrono>

using namespace std::chrono_literals;
using flags::cli::run_progress;

TEST_CASE("progress names the run, the variant and the time left") {
    const run_progress exact({"sequential", "concurrent"}, 22, false);
    CHECK(exact.line(1, 0, 0s) == "compare: run 1 of 22, concurrent");
    CHECK(exact.line(0, 2, 3s) == "compare: run 3 of 22, sequential, about 30 s left");
    const run_progress precise({"sequential"}, 51, true);
    CHECK(precise.line(0, 50, 100s) == "compare: run 51 of at most 51, sequential, at most 2 s left");
}
