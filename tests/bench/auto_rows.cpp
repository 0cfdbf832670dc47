// Row 10: a number of requests that is found out beside constants and beside others at their defaults, for several kinds of work on
// several networks. Row 11: how it shares a link.
#include "bench/lab_comparison.hpp"
#include "bench/rows.hpp"
#include "compare/statistics.hpp"
#include "support/temp_dir.hpp"

#include <flags/catalog/pop20.hpp>

#include <nlohmann/json.hpp>
#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace flags::bench {
namespace {

using nlohmann::json;

// Of those variants that have runs which succeeded; null when none has.
template <class Choice>
const series* fastest(const json& results, const std::vector<series>& programs, Choice is_one) {
    const series* best = nullptr;
    for (std::size_t place = 0; place < programs.size(); ++place) {
        const series& each = programs[place];
        if (each.wall_seconds.empty() || !is_one(results["variants"][place])) continue;
        if (best == nullptr || compare::median(each.wall_seconds) < compare::median(best->wall_seconds))
            best = &each;
    }
    return best;
}

bool is_constant(const json& variant) {
    return variant.contains("at_once") && !variant["at_once"]["automatic"].get<bool>();
}

bool is_peer(const json& variant) { return variant["kind"] == "peer"; }

// For each variant of flags: packets that a queue had no room for in a run, and the part of what the network allows.
std::string losses_of(const json& results) {
    std::string table = "| variant | packets dropped a run | share of the limit |\n|---|--:|--:|\n";
    for (const auto& variant : results["variants"]) {
        std::vector<double> dropped;
        for (const auto& run : variant["runs"])
            if (!run["dropped"].is_null()) dropped.push_back(run["dropped"]);
        if (dropped.empty()) continue;
        const double mean = std::reduce(dropped.begin(), dropped.end()) / static_cast<double>(dropped.size());
        const json& share = variant["efficiency"];
        table += fmt::format("| {} | {:.1f} | {} |\n", variant["name"].get<std::string>(), mean,
                             share.is_null() ? "?" : fmt::format("{:.0f} %", 100 * share.get<double>()));
    }
    return table;
}

comparison automatic_on(const setup& with, const automatic_work& work, const automatic_network& network) {
    auto options = network.options;
    options.insert(options.end(), work.options.begin(), work.options.end());
    options.insert(options.end(), {"-m", work.numbers, "--warm"});
    std::string why;
    const json results = compare_in_lab(with, options, why);
    comparison result{.title = fmt::format("10. -m auto: {} with {}", work.name, network.name),
                      .conditions = results.is_null()
                                        ? "NOT MEASURED: " + why
                                        : fmt::format("`flags compare {}`: {}", fmt::join(options, " "),
                                                      results["sentence"].get<std::string>()),
                      .programs = {},
                      .figures = {}};
    if (results.is_null()) return result;
    for (const auto& reason : results["invalid"])
        result.conditions += "\n\nINVALID: " + reason.get<std::string>();
    for (const auto& variant : results["variants"])
        result.programs.push_back(series_of(variant));
    result.table = losses_of(results);
    const auto beside = [&](std::string_view name, const series* other, double most) {
        if (other == nullptr) return;
        result.figures.push_back(ratio_figure(fmt::format("wall, {} / {}", name, other->name),
                                              find(result.programs, name).wall_seconds, other->wall_seconds,
                                              at_most(most), with.how.seed));
    };
    const series* const constant = fastest(results, result.programs, is_constant);
    const series* const peer = fastest(results, result.programs, is_peer);
    beside("concurrent-auto", constant, network.has_room ? work.cold_with_room : work.cold);
    beside("concurrent-warm", constant, work.warm);
    beside("concurrent-auto", peer, 1.05);
    const auto& runs = find(result.programs, "concurrent-auto").wall_seconds;
    if (!runs.empty())
        result.figures.push_back({.what = "wall, concurrent-auto, 95th percentile / median",
                                  .measured = compare::quantile(runs, 0.95) / compare::median(runs),
                                  .target = at_most(1.3)});
    return result;
}

bool is_chosen(const setup& with, std::string_view one, bool is_work) {
    const auto names_a_work = [&](const std::string& part) {
        return std::ranges::find(with.automatic_works, part, &automatic_work::name) !=
               with.automatic_works.end();
    };
    const auto same_kind = [&](const std::string& part) { return names_a_work(part) == is_work; };
    const auto& parts = with.automatic_parts;
    return std::ranges::find(parts, one) != parts.end() || std::ranges::none_of(parts, same_kind);
}

// A server's folder with the flags and one file that is long enough for a bulk download.
struct shared_site {
    static constexpr auto bulk = "cn"; // a country that is not downloaded
    test::temp_dir root;
    std::string codes{};
    std::size_t bytes = 0;

    explicit shared_site(const std::filesystem::path& scratch) : root(scratch) {
        for (const auto& code : catalog::pop20) {
            const auto name = code.lower() + ".png";
            const auto folder = root.path() / code.lower();
            std::filesystem::create_directory(folder);
            if (code.lower() == bulk) {
                std::ofstream(folder / name).put('\0');
                std::filesystem::resize_file(folder / name, std::uintmax_t{1} << 30U); // takes no room
                continue;
            }
            const auto flag = std::filesystem::path("/usr/share/iso-flags-png-320x240") / name;
            std::filesystem::copy_file(flag, folder / name);
            bytes += std::filesystem::file_size(flag);
            codes += code.upper() + ' ';
        }
    }
};

// Mbit/s of files over a link that a bulk download of curl's has filled before.
struct shares {
    double ours = 0;
    double bulk = 0;
};

constexpr auto sharing = R"(
curl -s -o "$DIR/bulk" "$FLAGS_ORIGIN/cn/cn.png" & bulk=$!
sleep 3
now() { date +%s%N; }
runs=0 begun=$(now) before=$(stat -c %s "$DIR/bulk")
while [ $(($(now) - begun)) -lt $((SECONDS_EACH * 1000000000)) ]; do
    rm -rf "$DIR/flags"
    $DOWNLOAD -o "$DIR/flags" > /dev/null 2>&1 || exit 1
    runs=$((runs + 1))
done
echo $runs $(($(now) - begun)) $(($(stat -c %s "$DIR/bulk") - before))
kill $bulk
)";

shares share(const setup& with, const shared_site& site, const std::string& network, std::size_t bytes,
             const std::string& download, std::string& why) {
    const test::temp_dir folder(with.scratch);
    const std::string script = fmt::format("DIR={} SECONDS_EACH={} DOWNLOAD=\"{}\"{}", folder.path().string(),
                                           with.sharing_time.count(), download, sharing);
    const auto ended = process::run({.argv = {with.flags_program, "lab", "--profile", network, "--origin-dir",
                                              site.root.path(), "--", "sh", "-c", script},
                                     .environment = {"LC_ALL=C"},
                                     .time_limit = with.sharing_time + std::chrono::minutes(2)});
    std::istringstream words(ended.out);
    double runs = 0;
    double nanoseconds = 0;
    double bulk = 0;
    if (ended.exit_code != 0 || !(words >> runs >> nanoseconds >> bulk)) {
        why = ended.err;
        return {};
    }
    const auto megabits = [&](double of) { return of * 8 / 1e6 / (nanoseconds / 1e9); };
    return {.ours = megabits(runs * static_cast<double>(bytes)), .bulk = megabits(bulk)};
}

} // namespace

std::vector<comparison> automatic_row(const setup& with) {
    std::vector<comparison> all;
    for (const auto& work : with.automatic_works)
        for (const auto& network : with.automatic_networks)
            if (is_chosen(with, work.name, true) && is_chosen(with, network.name, false))
                all.push_back(automatic_on(with, work, network));
    return all;
}

std::vector<comparison> fairness_row(const setup& with) {
    const shared_site site(with.scratch);
    const std::string get =
        fmt::format("{} get {}-s $FLAGS_ORIGIN --ext png", with.flags_program.string(), site.codes);
    comparison result{.title = "11. Beside one bulk download",
                      .conditions =
                          fmt::format("curl loads a large file; {} s long the same flags are loaded "
                                      "again and again. Mbit/s of files.",
                                      with.sharing_time.count()),
                      .table = "| network | flags | Mbit/s | curl beside it |\n|---|---|--:|--:|\n",
                      .programs = {},
                      .figures = {}};
    for (const std::string network : {"lte", "cable"})
        for (const std::string number : {"auto", "20"}) {
            std::string why;
            const auto seen = share(with, site, network, site.bytes, get + " -m " + number, why);
            if (!why.empty()) {
                result.conditions += "\n\nNOT MEASURED: " + why;
                continue;
            }
            result.table +=
                fmt::format("| {} | -m {} | {:.2f} | {:.2f} |\n", network, number, seen.ours, seen.bulk);
        }
    return {result};
}

} // namespace flags::bench
