// Times are finite, as whoever reads a report has checked; what a number means is checked here.
#include "compare/replay.hpp"

#include "compare/numbers.hpp"
#include "process/child.hpp"

#include <flags/base/error.hpp>
#include <flags/catalog/country_code.hpp>

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>

namespace flags::compare {

namespace {

constexpr std::size_t most_seen = 10'000; // requests: 676 flags with 14 attempts each
constexpr std::size_t largest_file = std::size_t{8} << 20U;
constexpr std::size_t largest_site = std::size_t{256} << 20U; // the lab's server has it as files
constexpr double longest_answer_ms = 30'000;                  // half the time after which a program gives up

// When an answer's first and last byte came, since the run began.
struct arrival {
    const request* of;
    double first_ms;
    double last_ms;
};

std::vector<arrival> arrivals_of(const own_report& seen) {
    std::vector<arrival> all;
    for (const auto& each : seen.requests) {
        if (!each.status) continue;
        const double last = each.start_ms + each.timings.total;
        all.push_back({.of = &each, .first_ms = last - each.timings.receive, .last_ms = last});
    }
    std::ranges::sort(all, {}, &arrival::first_ms);
    return all;
}

// The kernel's, where it is known: a connection that was opened ahead shows no time of its own.
std::optional<double> round_trip_of(const own_report& seen) {
    std::optional<double> least;
    const auto take = [&least](double ms) {
        if (ms > 0 && (!least || ms < *least)) least = ms;
    };
    for (const auto& row : seen.window)
        take(1e3 * row.figures.round_trip.count());
    if (least) return least;
    for (const auto& each : seen.requests)
        if (each.reused_connection == false) take(each.timings.connect - each.timings.ssl);
    return least;
}

bool is_whole(const request& each) { return each.outcome == "ok" && each.status == 200; }

// What is known of the server's own times.
struct separated {
    double round_trip = 0;                    // ms
    std::map<const request*, double> times{}; // ms, of the whole answers
    std::size_t unsure = 0;                   // of these, how many may be too short
};

separated separate(const own_report& seen, double round_trip) {
    separated result{.round_trip = round_trip};
    double shortest = longest_answer_ms;
    std::optional<double> busy_until;
    double busy_since = 0;
    for (const auto& [each, first, last] : arrivals_of(seen)) {
        if (!busy_until || first > *busy_until + round_trip / 4) busy_since = first;
        busy_until = std::max(busy_until.value_or(last), last);
        if (!is_whole(*each)) continue;
        const double at_most = std::max(0.0, each->timings.wait - round_trip);
        if (at_most > longest_answer_ms)
            throw usage_error(fmt::format("{}: its server took {}: at most 30 s can be replayed", each->code,
                                          format_seconds(at_most / 1e3)));
        shortest = std::min(shortest, at_most);
        result.times[each] = at_most - (first - busy_since);
        if (first > busy_since) ++result.unsure;
    }
    for (auto& [each, ms] : result.times)
        ms = std::max(ms, shortest);
    return result;
}

// What an answer without a body, or to another question, says nothing of is left out.
std::map<catalog::country_code, const request*> last_answers(const own_report& seen, bool has_times) {
    std::map<catalog::country_code, const request*> files;
    for (const auto& each : seen.requests) {
        if (each.outcome != "ok" || (has_times && each.status != 200)) continue;
        const auto code = catalog::country_code::parse(each.code);
        if (each.bytes > largest_file)
            throw usage_error(
                fmt::format("{} has {} bytes: at most 8 MiB can be replayed", code.upper(), each.bytes));
        files[code] = &each;
    }
    return files;
}

std::string show(std::chrono::nanoseconds time) { return format_seconds(process::seconds(time)); }

std::string words_of_sizes(const replayed_site& site, std::size_t left_out) {
    std::size_t all = 0;
    for (const auto& each : site.files)
        all += each.bytes;
    auto text = fmt::format("Replay: {} file{} of {} bytes in all, each as large as it was seen",
                            site.files.size(), site.files.size() == 1 ? "" : "s", all);
    if (left_out > 0) text += fmt::format(" ({} without a whole answer left out)", left_out);
    return text;
}

std::string words_of_times(const replayed_site& site, const std::optional<separated>& known, bool has_times) {
    if (!has_times) return "the server's own time is taken as zero, because a journal has no times";
    if (!known)
        return "the server's own time is taken as zero, because no request of the run opened a connection, "
               "which would show the round trip";
    std::vector<std::chrono::nanoseconds> times(site.files.size());
    std::ranges::transform(site.files, times.begin(), &replayed_file::server_time);
    std::ranges::sort(times);
    auto text = fmt::format(
        "the server's own time {} (median, {} to {}), which is the wait less the round trip of {}",
        show(times[times.size() / 2]), show(times.front()), show(times.back()),
        format_seconds(known->round_trip / 1e3));
    if (known->unsure > 0)
        text += fmt::format(
            " and less the time that it may have queued behind other answers: {} may be too short (a "
            "run with --mode sequential has none of these)",
            known->unsure);
    return text;
}

std::string words_of_protocol(const own_report& seen, bool tls) {
    const bool was_other = std::ranges::any_of(seen.requests, [](const request& each) {
        return each.http_version && !each.http_version->starts_with("1.");
    });
    return fmt::format("HTTP/1.1 {} TLS{}", tls ? "over" : "without",
                       was_other ? ", though the site spoke a later version" : "");
}

// Flags that had no whole answer at all.
std::size_t count_left_out(const own_report& seen, const replayed_site& site) {
    std::set<std::string> others;
    for (const auto& each : seen.requests)
        others.insert(each.code);
    for (const auto& each : site.files)
        others.erase(each.code.upper());
    return others.size();
}

} // namespace

replayed_site replay_of(const own_report& seen, bool has_times, std::size_t least_bytes) {
    if (seen.requests.size() > most_seen)
        throw usage_error(
            fmt::format("it has {} requests: at most {} can be replayed", seen.requests.size(), most_seen));
    const auto files = last_answers(seen, has_times);
    if (files.empty()) throw usage_error("no flag in it has a whole answer (status 200)");
    std::optional<separated> known;
    if (const auto round_trip = round_trip_of(seen); has_times && round_trip)
        known = separate(seen, *round_trip);
    replayed_site site;
    std::size_t all_bytes = 0;
    for (const auto& [code, answer] : files) {
        const double ms = known ? known->times.at(answer) : 0;
        site.files.push_back({.code = code,
                              .bytes = std::max<std::size_t>(answer->bytes, least_bytes),
                              .server_time = std::chrono::microseconds(std::llround(1e3 * ms))});
        site.tls = site.tls || answer->url.starts_with("https:");
        all_bytes += site.files.back().bytes;
    }
    if (all_bytes > largest_site)
        throw usage_error(
            fmt::format("its files have {} bytes in all: at most 256 MiB can be replayed", all_bytes));
    site.assumed = fmt::format("{}; {}; {}.", words_of_sizes(site, count_left_out(seen, site)),
                               words_of_times(site, known, has_times), words_of_protocol(seen, site.tls));
    return site;
}

} // namespace flags::compare
