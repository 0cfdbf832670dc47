// The comparisons that flags_bench makes. Each is a row of the README's table.
#pragma once

#include "bench/measure.hpp"
#include "bench/table.hpp"
#include "compare/program.hpp"

#include <chrono>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace flags::bench {

/// A network where a number of requests is found out.
struct automatic_network {
    std::string name;
    std::vector<std::string> options; ///< of flags compare
    bool has_room = false;            ///< for a short list at once
};

/// What is downloaded there, beside which constants, and the most that it may take, as a multiple of the best one's time.
struct automatic_work {
    std::string name;
    std::vector<std::string> options; ///< of flags compare
    std::string numbers;              ///< of its -m
    double cold = 0;
    double cold_with_room = 0;
    double warm = 0; ///< with a memory of the path
};

/// What all rows share.
struct setup {
    std::filesystem::path flags_program;
    std::filesystem::path bulk_program;
    /// Where the origin's files and the downloads lie.
    std::filesystem::path scratch;
    std::vector<compare::program> peers;
    compare::effort how;
    /// How many files rows 4 and 11 take, and how many to see whether memory grows with them.
    std::size_t bulk_files = 20'000;
    std::size_t more_bulk_files = 100'000;
    /// How many names row 5 looks up.
    std::size_t dns_names = 10'000;
    /// Where row 6 gets all flags from.
    std::string late_server = "DELAY";
    /// Whether a run of row 7 counts only when the lab does not call it INVALID.
    bool judge_path = true;
    /// What row 8 compares.
    std::vector<std::string> compared{"--rtt", "100ms"};
    /// How long each program has in row 9, and whether what waits for ever is part of it.
    std::chrono::seconds hostile_time{60};
    bool waits_for_silence = true;
    /// What row 10 measures, where, and the names of what is chosen of both; of what is not named, all.
    std::vector<automatic_work> automatic_works{{.name = "20",
                                                 .options = {},
                                                 .numbers = "2,4,8,20,auto",
                                                 .cold = 1.3,
                                                 .cold_with_room = 1.05,
                                                 .warm = 1.1},
                                                {.name = "194",
                                                 .options = {"--all", "--limit", "194"},
                                                 .numbers = "2,4,8,20,64,auto",
                                                 .cold = 1.2,
                                                 .cold_with_room = 1.2,
                                                 .warm = 1.05},
                                                {.name = "tls",
                                                 .options = {"--tls"},
                                                 .numbers = "2,4,8,12,20,auto",
                                                 .cold = 1.15,
                                                 .cold_with_room = 1.15,
                                                 .warm = 1.05}};
    std::vector<automatic_network> automatic_networks{
        {.name = "4g", .options = {"--profile", "4g"}},
        {.name = "lte", .options = {"--profile", "lte"}},
        {.name = "fast-4g", .options = {"--profile", "fast-4g"}},
        {.name = "dsl", .options = {"--profile", "dsl"}},
        {.name = "cable", .options = {"--profile", "cable"}},
        {.name = "wifi-good", .options = {"--profile", "wifi-good"}},
        {.name = "100ms", .options = {"--rtt", "100ms"}, .has_room = true}};
    std::vector<std::string> automatic_parts{};
    /// How long row 11 shares a link.
    std::chrono::seconds sharing_time{15};
};

struct comparison {
    std::string title;
    /// What a reader has to know to trust or repeat it.
    std::string conditions;
    std::string table{}; ///< of its own, as Markdown
    std::vector<series> programs;
    std::vector<figure> figures;
};

/// The series of that name; one without samples when there is none.
[[nodiscard]] const series& find(std::span<const series> programs, std::string_view name);

/// 20 flags from nginx: the whole process, from its start to its end.
[[nodiscard]] std::vector<comparison> small_files_row(const setup& with);
/// 20 flags from an origin that answers after 100 ms: what the network's waiting leaves to the program.
[[nodiscard]] std::vector<comparison> slow_origin_row(const setup& with);
/// 20 flags over TLS: once with authorities as many as a user has, once with the test's alone.
[[nodiscard]] std::vector<comparison> tls_row(const setup& with);
/// Many small files through the library.
[[nodiscard]] std::vector<comparison> bulk_row(const setup& with);
/// A long list of URLs through a pipe into the program.
[[nodiscard]] std::vector<comparison> list_row(const setup& with);
/// Names on a name server that answers after 100 ms. From then on this process is in a network of its own, where the
/// other rows find their loopback as before.
[[nodiscard]] std::vector<comparison> dns_row(const setup& with);
/// Every country from an origin that answers after half a second to five: as long as its slowest answer.
[[nodiscard]] std::vector<comparison> all_countries_row(const setup& with);
/// How true the lab's network is. Where networks of one's own are forbidden its figures are not there, and it says why.
[[nodiscard]] std::vector<comparison> netlab_row(const setup& with);
/// flags compare on that network: beside the limit, and beside others. The same holds.
[[nodiscard]] std::vector<comparison> compare_row(const setup& with);
/// One flag from servers that misbehave: who saves what, with which exit code.
[[nodiscard]] std::vector<comparison> hostile_row(const setup& with);
/// -m auto for several kinds of work on several networks: beside constants, and beside others at their defaults. The same holds.
[[nodiscard]] std::vector<comparison> automatic_row(const setup& with);
/// -m auto and -m 20 beside a bulk download of another program, on the lab's network. The same holds.
[[nodiscard]] std::vector<comparison> fairness_row(const setup& with);

} // namespace flags::bench
