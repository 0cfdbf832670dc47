// Profiles by their names, and what is varied of them.
#include "cli/options/bench_networks.hpp"

#include "cli/options/shared.hpp"
#include "cli/options/suggestion.hpp"
#include "origin/sized_flags.hpp"

#include <flags/base/error.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <utility>

namespace flags::cli {

namespace {

std::size_t read_flag_size(std::string_view option, std::string_view text) {
    constexpr std::size_t most = std::size_t{8} << 20U; // half of what get takes for a flag by default
    const auto size = read_size(option, text);
    if (size < origin::least_png_bytes || size > most)
        refuse(option, text, "give the size of a flag from 100 bytes to 8M, for example 20k");
    return size;
}

// The first files of the selection; of all countries where it is too short.
std::vector<catalog::country_code> codes_for(catalog::selection wanted, std::size_t files) {
    const auto chosen = codes_of(wanted);
    if (wanted.words.empty() && !wanted.every && chosen.size() < files) wanted.all = true;
    wanted.limit = files;
    auto codes = codes_of(wanted);
    if (codes.size() < files)
        throw usage_error("--vary files=" + std::to_string(files) + ": there are only " +
                          std::to_string(codes.size()) + " flags: choose more with -a or -e");
    return codes;
}

// Those of the site; nothing else can choose them, or their sizes.
std::vector<catalog::country_code> codes_in(const compare::replayed_site& site, const bench_networks& from) {
    const auto& wanted = from.wanted;
    if (!wanted.words.empty() || wanted.all || wanted.every || wanted.limit)
        throw usage_error("--replay: it says which flags: leave codes, --all, --every and --limit out");
    for (const auto& each : from.axes)
        if (each.name == "size" || each.name == "files")
            throw usage_error("--replay: it says how many flags and how large: leave --vary " + each.name +
                              " out");
    std::vector<catalog::country_code> codes;
    codes.reserve(site.files.size());
    for (const auto& each : site.files)
        codes.push_back(each.code);
    return codes;
}

void vary(std::vector<bench_condition>& conditions, const bench_axis& by, const bench_networks& from) {
    std::vector<bench_condition> varied;
    for (const auto& each : conditions)
        for (const auto& value : by.values) {
            auto& next = varied.emplace_back(each);
            next.name += (next.name.empty() ? "" : " ") + by.name + "=" + value;
            if (by.name == "size")
                next.file_bytes = read_flag_size("--vary", value);
            else if (by.name == "files")
                next.codes = codes_for(from.wanted, *integer<std::size_t>(value));
            else
                set_condition("--vary", by.name, value, next.lab.path);
        }
    conditions = std::move(varied);
}

} // namespace

std::vector<const netlab::profile*> read_profiles(std::string_view option, std::string_view text) {
    std::vector<const netlab::profile*> all;
    for (const auto& word : words_of(lower(std::string(text)))) {
        const auto found = netlab::find_profiles(word);
        if (found.empty()) {
            std::vector<std::string> names;
            for (const auto& each : netlab::profiles())
                names.emplace_back(each.name);
            for (const auto group : netlab::profile_groups())
                names.emplace_back(group);
            refuse(option, word, "is not known; flags profiles lists the names" + did_you_mean(word, names));
        }
        for (const auto* const each : found)
            if (std::ranges::find(all, each) == all.end()) all.push_back(each);
    }
    return all;
}

bench_axis read_axis(std::string_view option, std::string_view text) {
    const auto equals = text.find('=');
    if (equals == std::string_view::npos || equals == 0 || equals + 1 == text.size())
        refuse(option, text, "give NAME=VALUE,VALUE,... for example rtt=20ms,50ms,100ms");
    bench_axis read{.name = lower(std::string(text.substr(0, equals))),
                    .values = words_of(text.substr(equals + 1))};
    // Each value is tried once, so that a wrong one is refused by this option's name.
    for (const auto& value : read.values) {
        netlab::conditions path;
        if (read.name == "size")
            static_cast<void>(read_flag_size(option, value));
        else if (read.name == "files")
            static_cast<void>(whole_number<std::size_t>(1, 676)(option, value));
        else
            set_condition(option, read.name, value, path);
    }
    return read;
}

std::vector<bench_condition> conditions_of(const bench_networks& from, std::uint64_t seed) {
    using namespace std::chrono_literals;
    auto profiles = from.profiles;
    if (profiles.empty() && from.axes.empty()) profiles = netlab::find_profiles(typical_networks);
    const auto codes = from.replay ? codes_in(*from.replay, from) : codes_of(from.wanted);
    auto setup = from.setup;
    setup.tls = setup.tls || (from.replay && from.replay->tls);
    std::vector<bench_condition> conditions;
    for (const auto* const profile : profiles) {
        auto& next = conditions.emplace_back(std::string(profile->name), setup, codes);
        next.lab.path = profile->path;
    }
    if (profiles.empty()) { // as a comparison of nothing in particular
        conditions.push_back({.lab = setup, .codes = codes});
        conditions.back().lab.path.rtt = 100ms;
    }
    for (const auto& each : from.axes)
        vary(conditions, each, from);
    for (auto& each : conditions)
        each.lab.path.seed = each.lab.origin.seed = seed;
    return conditions;
}

} // namespace flags::cli
