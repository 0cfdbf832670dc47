// Row 5: names looked up on a name server that answers after 100 ms.
#include "bench/private_network.hpp"
#include "bench/rows.hpp"
#include "support/dns_path.hpp"
#include "support/dnsmasq.hpp"
#include "support/temp_dir.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace flags::bench {
namespace {

constexpr auto delay = std::chrono::milliseconds(100);

// Names, every other one taken, and a real name server for them behind a long way.
class dns_world {
public:
    dns_world(const std::filesystem::path& scratch, std::vector<std::string> names)
        : folder_(scratch), names_(std::move(names)) {
        std::ofstream list(list_path());
        std::ofstream hosts(folder_.path() / "hosts");
        for (std::size_t i = 0; i < names_.size(); ++i) {
            list << names_[i] << '\n';
            if (i % 2 == 0)
                hosts << "127.1." << i / 250 % 250 << '.' << i % 250 + 1 << ' ' << names_[i] << '\n';
            expected_.bytes +=
                names_[i].size() + std::string_view(i % 2 == 0 ? "\tTrue\n" : "\tFalse\n").size();
        }
        expected_.files = 1;
        list.close();
        hosts.close();
        std::ofstream(scratch / "resolv.conf") << "nameserver 127.0.0.1\n";
        refusal_ = enter_private_network(scratch / "resolv.conf");
        server_ = std::make_unique<test::dnsmasq>(
            std::vector<std::string>{"--addn-hosts=" + (folder_.path() / "hosts").string()});
        const auto colon = server_->address().find(':');
        const auto port = static_cast<std::uint16_t>(std::stoul(server_->address().substr(colon + 1)));
        path_ = std::make_unique<test::dns_path>(test::dns_path_options{
            .to_port = port, .delay = delay, .port = static_cast<std::uint16_t>(refusal_.empty() ? 53 : 0)});
    }

    [[nodiscard]] std::filesystem::path list_path() const { return folder_.path() / "names"; }
    [[nodiscard]] const compare::goal& expected() const { return expected_; }
    [[nodiscard]] const std::string& refusal() const { return refusal_; }
    [[nodiscard]] std::string server() const { return path_->address(); }

private:
    test::temp_dir folder_;
    std::vector<std::string> names_;
    compare::goal expected_{};
    std::string refusal_;
    std::unique_ptr<test::dnsmasq> server_;
    std::unique_ptr<test::dns_path> path_;
};

// A program whose standard output is to be the lines "NAME<TAB>True|False" of all names, in any order.
compare::contender prints_lines(std::string name, const std::string& script,
                                const std::vector<std::string>& arguments) {
    return {.name = std::move(name), .start = [script, arguments](const std::filesystem::path& folder) {
                process::command start;
                start.argv = {"sh", "-c", "out=$1; shift; " + script, "sh", folder / "lines"};
                start.argv.insert(start.argv.end(), arguments.begin(), arguments.end());
                start.time_limit = compare::longest_run;
                return start;
            }};
}

compare::contender flags_probe(const setup& with, const dns_world& world) {
    return prints_lines("flags probe", R"(exec "$@" >"$out")",
                        {with.flags_program, "probe", "-i", world.list_path(), "--tsv", "--rate", "0",
                         "--nameserver", world.server()});
}

compare::contender python(const dns_world& world) {
    return prints_lines("asyncio getaddrinfo", R"(exec "$@" >"$out")",
                        {"/usr/bin/python3", FLAGS_BENCH_GETADDRINFO_SCRIPT, world.list_path()});
}

// It sends all that it is given at once, and gives up those whose answers its buffer loses; so it gets 100 at a time.
compare::contender adnshost(const dns_world& world) {
    return prints_lines("adnshost -a, 100 at a time",
                        R"(xargs -n 100 adnshost -a <"$1" | awk '$3 == "ok" { print $6 "\tTrue" } )"
                        R"($3 == "permfail" && $4 == 300 { print $6 "\tFalse" }' >"$out")",
                        {world.list_path()});
}

std::string who_is_missing(const dns_world& world, bool adns) {
    std::string text;
    if (!world.refusal().empty())
        text = fmt::format(
            " The others are missing, because they ask port 53 of resolv.conf's server, which takes a "
            "network of one's own, and this machine refuses that ({}).",
            world.refusal());
    else if (process::find_program("/usr/bin/python3").empty())
        text = " asyncio is not here; `apt-get install python3` brings it.";
    if (adns && process::find_program("adnshost").empty())
        text += " adnshost is not here; `apt-get install adns-tools` brings it.";
    return text + " massdns and zdns are not in Debian 12.";
}

bool can_ask_port_53(const dns_world& world, const std::string& program) {
    return world.refusal().empty() && !process::find_program(program).empty();
}

std::vector<double> divided(const std::vector<double>& samples, double by) {
    std::vector<double> result(samples);
    std::ranges::transform(result, result.begin(), [by](double each) { return each / by; });
    return result;
}

std::vector<std::string> numbered(std::size_t count) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < count; ++i)
        names.push_back(fmt::format("name{:06}.test", i));
    return names;
}

comparison few_names(const setup& with) {
    const dns_world world(with.scratch,
                          {"none.test", "true.test", "and.test", "as.test", "def.test", "del.test",
                           "elif.test", "else.test", "for.test", "from.test", "if.test", "in.test", "is.test",
                           "not.test", "or.test", "pass.test", "try.test", "with.test"});
    std::vector<compare::contender> contenders{flags_probe(with, world)};
    if (can_ask_port_53(world, "/usr/bin/python3")) contenders.push_back(python(world));
    comparison result{
        .title = "5a. 18 names, each answered after 100 ms, whole process",
        .conditions = "dnsmasq on loopback behind a way of 100 ms, in network and mount namespaces whose "
                      "/etc/resolv.conf names it; asyncio asks through getaddrinfo on its default threads." +
                      who_is_missing(world, false),
        .programs = measure(contenders, world.expected(), with.how, with.scratch),
        .figures = {}};
    const auto& ours = result.programs.front().wall_seconds;
    result.figures = {median_figure("wall, flags probe", ours, at_most(0.115), compare::format_seconds),
                      ratio_figure("wall, flags probe / asyncio getaddrinfo", ours,
                                   find(result.programs, "asyncio getaddrinfo").wall_seconds, at_most(0.4),
                                   with.how.seed)};
    return result;
}

comparison many_names(const setup& with) {
    const dns_world world(with.scratch, numbered(with.dns_names));
    std::vector<compare::contender> contenders{flags_probe(with, world)};
    if (can_ask_port_53(world, "adnshost")) contenders.push_back(adnshost(world));
    auto fewer = with.how;
    fewer.runs = std::min<std::size_t>(fewer.runs, 5);
    comparison result{.title = fmt::format("5b. {} names, each answered after 100 ms", with.dns_names),
                      .conditions =
                          "The same server, every other name taken; a run counts when no name is lost." +
                          who_is_missing(world, true),
                      .programs = measure(contenders, world.expected(), fewer, with.scratch),
                      .figures = {}};
    const auto count = static_cast<double>(with.dns_names);
    const auto& ours = result.programs.front();
    result.figures = {
        median_figure("wall for each name, flags probe", ours.wall_seconds, at_most(1.0 / 4'000),
                      compare::format_seconds, count),
        median_figure("peak RSS, flags probe", ours.peak_rss_bytes, at_most(40e6), format_megabytes),
        ratio_figure("wall, flags probe / adnshost -a", ours.wall_seconds,
                     find(result.programs, "adnshost -a, 100 at a time").wall_seconds, {}, with.how.seed)};
    return result;
}

// Ten thousand names take asyncio minutes, so that it gets fewer.
comparison python_names(const setup& with, const comparison& many) {
    const std::size_t count = with.dns_names / 20;
    const dns_world world(with.scratch, numbered(count));
    std::vector<compare::contender> contenders;
    if (can_ask_port_53(world, "/usr/bin/python3")) contenders.push_back(python(world));
    auto fewer = with.how;
    fewer.runs = std::min<std::size_t>(fewer.runs, 3);
    comparison result{.title = fmt::format("5c. {} names by asyncio", count),
                      .conditions = "The same server." + who_is_missing(world, false),
                      .programs = measure(contenders, world.expected(), fewer, with.scratch),
                      .figures = {}};
    const auto theirs =
        divided(find(result.programs, "asyncio getaddrinfo").wall_seconds, static_cast<double>(count));
    result.figures = {
        median_figure("wall for each name, asyncio getaddrinfo", theirs, {}, compare::format_seconds),
        ratio_figure("wall for each name, flags probe / asyncio getaddrinfo",
                     divided(many.programs.front().wall_seconds, static_cast<double>(with.dns_names)), theirs,
                     {}, with.how.seed)};
    return result;
}

} // namespace

std::vector<comparison> dns_row(const setup& with) {
    std::vector<comparison> results{few_names(with), many_names(with)};
    results.push_back(python_names(with, results.back()));
    return results;
}

} // namespace flags::bench
