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

/// A network, and the most that a number of requests which is found out may take there, as a multiple of the best constant.
struct automatic_path {
    std::vector<std::string> options; ///< of flags compare
    double cold = 1.3;
    double warm = 1.1; ///< with a memory of the path
};

/// What all rows share.
struct setup {
    std::filesystem::path flags_program;
    std::filesystem::path bulk_program;
    /// Where the origin's files and the downloads lie.
    std::filesystem::path scratch;
    std::vector<compare::program> peers;
    compare::effort how;
    /// How many files row 4 takes, and how many to see whether memory grows with them.
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
    /// Where row 10 goes, and what is wanted there.
    std::vector<automatic_path> automatic_paths{
        {.options = {"--profile", "4g"}},      {.options = {"--profile", "lte"}},
        {.options = {"--profile", "fast-4g"}}, {.options = {"--profile", "dsl"}},
        {.options = {"--profile", "cable"}},   {.options = {"--rtt", "100ms"}, .cold = 1.05, .warm = 1.02}};
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
/// -m auto on several networks: beside constants, and beside others at their defaults. The same holds.
[[nodiscard]] std::vector<comparison> automatic_row(const setup& with);

} // namespace flags::bench
