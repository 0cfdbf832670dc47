// Names in, lines out.
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/probe_names.hpp"
#include "cli/standard_output.hpp"
#include "report/probe_lines.hpp"

#include <flags/aio/interrupt.hpp>
#include <flags/aio/run.hpp>
#include <flags/coro/cancelled.hpp>
#include <flags/dns/probe.hpp>

#include <spdlog/spdlog.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <random>
#include <stop_token>
#include <string>
#include <utility>

namespace flags::cli {

namespace {

using dns::probe_kind;
using std::chrono::steady_clock;

struct kind_counts {
    std::array<std::uint64_t, 5> of{}; // by probe_kind
    std::uint64_t queries = 0;

    [[nodiscard]] std::uint64_t operator[](probe_kind kind) const {
        return of.at(static_cast<std::size_t>(kind));
    }
    void add(probe_kind kind) { ++of.at(static_cast<std::size_t>(kind)); }
};

std::string line_of(const dns::probe_result& result, probe_output form) {
    switch (form) {
    case probe_output::columns:
        return report::column_line(result);
    case probe_output::tsv:
        return report::tsv_line(result);
    case probe_output::json:
        return report::json_line(result);
    case probe_output::book:
        break;
    }
    return report::book_line(result);
}

void show(const dns::probe_result& result, probe_output form, standard_output& out) {
    out.write_exactly(line_of(result, form)); // with tabs; names have their bytes escaped
    if (result.kind == probe_kind::failed || result.kind == probe_kind::invalid)
        spdlog::error(report::story(result));
    else
        spdlog::info(report::story(result));
}

// 20 letters: a name that is not registered.
std::string made_up_name(const std::string& tld) {
    std::random_device random;
    std::string name;
    for (int i = 0; i < 20; ++i)
        name += static_cast<char>('a' + random() % 26);
    return name + "." + tld;
}

void judge_wildcard(const dns::probe_result& made_up, const std::string& tld) {
    if (made_up.kind == probe_kind::found)
        spdlog::warn(
            "note: .{0} answers for every name (for {1}, which is made up, with {2}): names found below it "
            "need not be taken",
            tld, made_up.name, made_up.addresses.front());
    else if (made_up.kind == probe_kind::failed)
        spdlog::warn("note: whether .{} answers for every name is not known: {}", tld, made_up.message);
}

coro::async_generator<std::string> with_first(std::string first, coro::async_generator<std::string> others) {
    if (!first.empty()) co_yield std::move(first);
    while (auto name = co_await others.next())
        co_yield std::move(*name);
}

coro::task<kind_counts> probe_all(lookup_options options, standard_output& out, std::stop_source stop) {
    const aio::interrupt on_signal(std::move(stop));
    dns::prober with(options.resolver);
    // Asked first and at the same time as the others, which then need not wait for it.
    const std::string made_up = options.wildcard_check ? made_up_name(options.tld) : "";
    auto results = dns::multi_probe(with, with_first(made_up, probe_names(options)));
    kind_counts count;
    try {
        while (!out.reader_gone()) {
            const auto result = co_await results.next();
            if (!result) break;
            if (!made_up.empty() && result->name == made_up) {
                judge_wildcard(*result, options.tld);
                continue;
            }
            count.add(result->kind);
            show(*result, options.output, out);
        }
    } catch (const coro::cancelled&) {
        spdlog::warn("interrupted: names without an answer are left out");
    }
    count.queries = with.queries_sent();
    co_return count;
}

// getaddrinfo blocks a thread for each name; one more reads the list.
void make_room_for_threads(std::size_t names_at_once) {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): there is one thread yet
    ::setenv("UV_THREADPOOL_SIZE", std::to_string(names_at_once + 1).c_str(), 1);
}

} // namespace

int run(const lookup_options& options) {
    if (options.resolver.system) make_room_for_threads(options.resolver.max_in_flight);
    standard_output out;
    if (options.output == probe_output::columns) out.write_exactly(report::column_heads);
    const std::stop_source stop;
    const auto begun = steady_clock::now();
    const kind_counts count = aio::run(probe_all(options, out, stop), stop.get_token());
    const std::chrono::duration<double> elapsed = steady_clock::now() - begun;

    std::uint64_t all = 0;
    for (const auto each : count.of)
        all += each;
    spdlog::warn(
        "{} {} in {:.2f}s: {} found, {} not found, {} without address, {} failed, {} invalid; {}", all,
        all == 1 ? "name" : "names", elapsed.count(), count[probe_kind::found], count[probe_kind::not_found],
        count[probe_kind::no_address], count[probe_kind::failed], count[probe_kind::invalid],
        options.resolver.system ? "the system asked" : std::to_string(count.queries) + " queries sent");
    if (stop.stop_requested()) return stopped_by_signal;
    return count[probe_kind::failed] + count[probe_kind::invalid] > 0 ? some_failed : all_ok;
}

} // namespace flags::cli
