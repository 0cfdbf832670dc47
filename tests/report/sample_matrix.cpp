// Times that such networks have, with a little seeded noise.
#include "report/sample_matrix.hpp"

#include "netlab/profiles.hpp"
#include "report/sample_comparison.hpp"

#include <flags/base/random.hpp>

#include <string>
#include <utility>
#include <vector>

namespace flags::test {

namespace {

constexpr std::size_t rounds = 5;
constexpr std::uintmax_t flag_bytes = 20'000;

std::vector<compare::program> cells() {
    using compare::concurrency;
    std::vector<compare::program> all{
        {.name = "sequential", .is_flags = true, .manner = concurrency::one_new_each},
        {.name = "concurrent-1", .is_flags = true, .number = compare::at_once{.most = 1}},
        {.name = "concurrent-4", .is_flags = true, .number = compare::at_once{.most = 4}},
        {.name = "concurrent-20", .is_flags = true, .number = compare::at_once{.most = 20}},
        {.name = "concurrent-auto",
         .is_flags = true,
         .number = compare::at_once{.most = 64, .automatic = true}}};
    for (auto& each : all)
        each.version = "0.1.0";
    return all;
}

compare::own_report report_of_all(const std::vector<std::string>& codes) {
    compare::own_report report;
    for (const auto& code : codes)
        report.requests.push_back({.code = code,
                                   .url = "http://198.18.0.2/flags/" + code,
                                   .outcome = "ok",
                                   .status = 200,
                                   .started = "2026-11-24T12:00:00.000Z",
                                   .connection = 40'000,
                                   .bytes = flag_bytes,
                                   .http_version = "1.1",
                                   .remote_ip = "198.18.0.2"});
    return report;
}

compare::matrix_row sample_row(const std::string& name, const std::vector<double>& walls,
                               std::uint64_t dropped, std::size_t first_cell = 0) {
    const auto codes = sample_codes();
    compare::settings what{.version = "0.1.0",
                           .server = "http://198.18.0.2/flags",
                           .max_requests = 20,
                           .runs = rounds,
                           .lab = compare::lab_setup{.path = netlab::find_profile(name)->path}};
    for (const auto& code : codes)
        what.files.push_back({.code = code, .url = "http://198.18.0.2/flags/" + code, .name = code + ".png"});
    auto variants = cells();
    variants.erase(variants.begin(), variants.begin() + static_cast<std::ptrdiff_t>(first_cell));
    compare::observations seen{
        .started = "2026-11-24T12:00:00.000Z", .machine = "a machine", .lab = compare::lab_result{}};
    splitmix64 random(1);
    for (std::size_t block = 1; block <= rounds; ++block)
        for (std::size_t place = 0; place < variants.size(); ++place)
            seen.samples.push_back({.program = place,
                                    .block = block,
                                    .position = block * variants.size() + place,
                                    .wall_s = walls[place + first_cell] * (1 + 0.02 * uniform_01(random)),
                                    .cpu_s = 0.02,
                                    .found = {.files = codes.size(), .bytes = codes.size() * flag_bytes},
                                    .connections = 4,
                                    .dropped = variants[place].name == "concurrent-20" ? dropped : 0,
                                    .report = report_of_all(codes)});
    return {.name = name, .result = compare::make_comparison(std::move(what), variants, std::move(seen))};
}

} // namespace

compare::matrix sample_matrix() {
    compare::matrix result{.version = "0.1.0"};
    result.rows.push_back(sample_row("fast-4g", {3.6, 1.8, 0.6, 0.85, 0.61}, 109));
    result.rows.push_back(sample_row("3g", {0, 8.1, 3.3, 3.4, 3.4}, 0, 1));
    result.rows.push_back(sample_row("cable", {1.9, 1.2, 0.8, 0.8, 0.8}, 0));
    result.rows.back().result.lab->invalid = {"the ferry was late"};
    result.left_out = {"3g, sequential", "geo-sat"};
    return result;
}

} // namespace flags::test
