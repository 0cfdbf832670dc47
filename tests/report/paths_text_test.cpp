// What is remembered, in 80 columns and in one line.
#include "report/paths_text.hpp"
#include "report/text_layout.hpp"

#include <doctest/doctest.h>

#include <sstream>
#include <string>

using namespace std::chrono_literals;
using namespace flags;
using window::path_memory;
using window::seconds;

namespace {

const path_memory::time_point today{std::chrono::hours(24 * 365 * 50)};

path_memory known_memory() {
    path_memory known;
    known.learn({.network = "eth0 192.0.2.0/24", .origin = "http://near.example"},
                {.rate = {9.02e6}, .round_trip = seconds(0.17), .answer_bytes = 12'300}, today - 26h);
    known.learn({.network = "02:00:00:00:00:01", .origin = "http://example.org"},
                {.rate = {100e6}, .round_trip = seconds(0.0123), .answer_bytes = 900}, today - 3h);
    known.learn({.network = "02:00:00:00:00:01",
                 .origin = "https://a-very-long-name.of-a-content-network.example.org:8443 via proxy:3128"},
                {.rate = {1.5e6},
                 .round_trip = seconds(0.3),
                 .answer_bytes = 19'800,
                 .server_time = seconds(2.7),
                 .at_most = 12},
                today - 5min);
    return known;
}

} // namespace

TEST_CASE("each network has a table with the newest path first") {
    CHECK(report::paths_table(known_memory(), today, 80) ==
          R"(network 02:00:00:00:00:01
  origin                        rate  round trip      size  server  limit    age
  https://a-very-long-…  1.50 Mbit/s      300 ms   19.8 kB  2.70 s     12  5 min
  http://example.org      100 Mbit/s     12.3 ms  0.900 kB       -      -    3 h

network eth0 192.0.2.0/24
  origin                           rate  round trip     size  server  limit  age
  http://near.example       6.31 Mbit/s      170 ms  12.3 kB       -      -  1 d
)");
}

TEST_CASE("no line is wider than the terminal, while there is room for the figures") {
    for (const std::size_t width : {72U, 80U, 100U, 200U}) {
        CAPTURE(width);
        std::istringstream lines(report::paths_table(known_memory(), today, width));
        for (std::string line; std::getline(lines, line);)
            CHECK(report::width_of(line) <= width);
    }
    CHECK(report::paths_table(known_memory(), today, 200).contains("example.org:8443 via proxy:3128"));
    CHECK(report::paths_table(known_memory(), today, 0).contains("orig"));
}

TEST_CASE("what has expired is not shown, and nothing is said to be nothing") {
    CHECK(report::paths_table(path_memory(), today, 80) == "nothing is remembered\n");
    CHECK(report::paths_table(known_memory(), today + 40 * 24h, 80) == "nothing is remembered\n");
}

TEST_CASE("a path in one line") {
    CHECK(report::path_line(
              "o", {.rate = {9e6}, .round_trip = seconds(0.17), .answer_bytes = 12'300, .saved = today},
              today + 90s) == "o: 9.00 Mbit/s, round trip 170 ms, answers of 12.3 kB, 1 min ago");
    CHECK(report::path_line("o",
                            {.rate = {9e6},
                             .round_trip = seconds(0.17),
                             .answer_bytes = 12'300,
                             .server_time = seconds(2.7),
                             .at_most = 12,
                             .saved = today},
                            today + 59s) == "o: 9.00 Mbit/s, round trip 170 ms, answers of 12.3 kB, the "
                                            "server takes 2.70 s, it asked for at most 12 at "
                                            "once, 59 s ago");
}
