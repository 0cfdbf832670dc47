// Tables as a reader gets them.
#include "bench/table.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace flags;
using namespace flags::bench;

TEST_CASE("programs are told with medians and quartiles, failures below") {
    const std::vector<series> programs{
        {.name = "flags",
         .wall_seconds = {0.010, 0.020, 0.030},
         .cpu_seconds = {0.001, 0.001, 0.001},
         .peak_rss_bytes = {8e6, 8e6, 8e6},
         .failures = {"first", "second"}},
        {.name = "curl", .failures = {"exit code 7: refused"}},
    };
    CHECK(to_markdown(programs) ==
          "| program | runs | wall | CPU | peak RSS |\n"
          "|---|--:|--:|--:|--:|\n"
          "| flags | 3 | 20.0 ms (15.0 ms – 25.0 ms) | 1.00 ms (1.00 ms – 1.00 ms) | "
          "8.00 MB (8.00 MB – 8.00 MB) |\n"
          "| curl | 0 | – | – | – |\n"
          "\nflags: 2 runs failed and do not count, the first with: first\n"
          "\ncurl: 1 runs failed and do not count, the first with: exit code 7: refused\n");
}

TEST_CASE("a figure is told beside its target, and a missed one says so") {
    const std::vector<figure> figures{
        {.what = "wall, flags / curl",
         .measured = 0.9,
         .spread = compare::interval{0.8, 1.0},
         .target = compare::interval{0, 1.0}},
        {.what = "CPU, flags / curl", .measured = 0.3, .target = compare::interval{0, 0.2}},
        {.what = "CPU, flags / wget2", .target = compare::interval{0, 0.2}},
        {.what = "sequential",
         .measured = 1.9,
         .target = compare::interval{2.0, 2.1},
         .format = compare::format_seconds},
        {.what = "speed-up", .measured = 18, .target = at_least(10)},
        {.what = "memory", .measured = 20e6, .format = format_megabytes},
    };
    CHECK(to_markdown(figures) == "| figure | measured | spread | target | reached |\n"
                                  "|---|--:|--:|--:|---|\n"
                                  "| wall, flags / curl | 0.900× | 0.800× – 1.00× | ≤ 1.00× | yes |\n"
                                  "| CPU, flags / curl | 0.300× | – | ≤ 0.200× | **no** |\n"
                                  "| CPU, flags / wget2 | not measured | – | ≤ 0.200× | **no** |\n"
                                  "| sequential | 1.90 s | – | 2.00 s – 2.10 s | **no** |\n"
                                  "| speed-up | 18.0× | – | ≥ 10.0× | yes |\n"
                                  "| memory | 20.0 MB | – | – | – |\n");
}
