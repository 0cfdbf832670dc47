// Times follow from a round trip of 100 ms and a link of 9 Mbit/s, with a little seeded noise.
#include "report/sample_comparison.hpp"

#include <flags/base/random.hpp>
#include <flags/base/rfc3339.hpp>
#include <flags/catalog/pop20.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <utility>

namespace flags::test {

namespace {

using namespace std::chrono_literals;

constexpr double rtt_ms = 100;
constexpr double bits_per_ms = 9000;
constexpr std::size_t blocks = 10;
const std::string server = "http://198.18.0.2/flags";

const std::vector<compare::program> programs{
    {.name = "sequential",
     .version = "0.1.0",
     .command = {"flags", "get"},
     .is_flags = true,
     .manner = compare::concurrency::one_new_each},
    {.name = "sequential-keepalive",
     .version = "0.1.0",
     .command = {"flags", "get"},
     .is_flags = true,
     .manner = compare::concurrency::one_kept},
    {.name = "concurrent", .version = "0.1.0", .command = {"flags", "get"}, .is_flags = true},
    {.name = "curl -Z", .version = "curl 7.88.1 (x86_64-pc-linux-gnu)", .command = {"curl -Z"}},
    {.name = "aria2c", .version = "aria2 version 1.36.0", .command = {"aria2c"}}};
constexpr double wall_s[] = {5.83, 3.91, 0.664, 0.735, 1.94};

std::size_t bytes_of(const std::string& code) { return 3000 + fnv1a(code) % 28'000U; }

// The first ten segments arrive together; each later window takes another round trip.
double receive_ms(std::size_t bytes, int at_once) {
    const double link_ms = static_cast<double>(bytes) * 8.0 / bits_per_ms * at_once;
    return link_ms + (bytes > 14'480 ? rtt_ms : 0);
}

compare::request attempt(const std::string& code, double start_ms, int port, bool is_new, int at_once,
                         double noise) {
    const std::chrono::system_clock::time_point run_began{1'795'341'600s};
    compare::phase_times timings{.blocked = 0.2,
                                 .connect = is_new ? rtt_ms + 0.3 + noise : 0,
                                 .send = 0.1,
                                 .wait = rtt_ms + 0.8 + noise,
                                 .receive = receive_ms(bytes_of(code), at_once)};
    timings.total = timings.blocked + timings.connect + timings.send + timings.wait + timings.receive;
    return {.code = code,
            .url = server + "/" + code + ".png?size=320",
            .outcome = "ok",
            .status = 200,
            .started = rfc3339(run_began + std::chrono::milliseconds(static_cast<int>(start_ms))),
            .start_ms = start_ms,
            .connection = port,
            .reused_connection = !is_new,
            .timings = timings,
            .bytes = bytes_of(code),
            .http_version = "1.1",
            .remote_ip = "198.18.0.2"};
}

// One 503 in the middle, which is tried again on a connection of its own.
void fail_once(std::vector<compare::request>& requests, std::size_t which, int port) {
    if (which >= requests.size()) return;
    auto again = requests[which];
    auto& failed = requests[which];
    failed.timings.total -= std::exchange(failed.timings.receive, 0);
    failed.outcome = "retried";
    failed.status = 503;
    failed.bytes = 0;
    again.attempt = 2;
    again.connection = port;
    again.start_ms += failed.timings.total + 40;
    requests.push_back(again);
}

// A burst, a train, and rounds.
std::vector<compare::window_row> sample_window() {
    using window::reason;
    using window::seconds;
    return {{.ms = 0.5,
             .figures = {.why = reason::first_burst, .in_flight = 1, .at_once = 20, .window_bytes = 240e3}},
            {.ms = 210,
             .figures = {.why = reason::packet_train,
                         .in_flight = 20,
                         .at_once = 14,
                         .window_bytes = 181.5e3,
                         .open_bytes = 290e3,
                         .rate = {9e6},
                         .round_trip = seconds(0.1),
                         .queue_allowed = seconds(0.05),
                         .answer_bytes = 12e3}},
            {.ms = 600,
             .figures = {.why = reason::rounds,
                         .at_once = 11,
                         .window_bytes = 180e3,
                         .rate = {8.5e6},
                         .round_trip = seconds(0.1),
                         .queue_allowed = seconds(0.05),
                         .queue_seen = seconds(0.03),
                         .server_time = seconds(0.006),
                         .answer_bytes = 16e3}}};
}

compare::own_report report_of(std::size_t program, const std::vector<std::string>& codes,
                              splitmix64& random) {
    compare::own_report report{.started_ms = 11.5};
    double now = 0;
    int port = 40'000;
    for (const auto& code : codes) {
        const bool is_new = program != 1 || report.requests.empty();
        port += is_new ? 1 : 0;
        const int at_once = program == 2 ? 12 : 1;
        report.requests.push_back(attempt(code, now, port, is_new, at_once, 3 * uniform_01(random)));
        now += program == 2 ? 0.4 : report.requests.back().timings.total + 0.3;
    }
    if (program == 2) fail_once(report.requests, 6, port + 1);
    if (program == 2) report.window = sample_window();
    return report;
}

compare::sample sample_of(std::size_t block, std::size_t program, const std::vector<std::string>& codes,
                          splitmix64& random) {
    const double noise = 1 + (0.03 * uniform_01(random));
    const bool failed = program == 4 && block == 7;
    compare::sample measured{.program = program,
                             .block = block,
                             .position = (block * programs.size()) + (program + block) % programs.size(),
                             .wall_s = failed ? 0.21 : wall_s[program] * noise,
                             .cpu_s = 0.021 * noise,
                             .found = {.files = codes.size()},
                             .fault = failed ? "exit code 1: 1 of 20 files was not downloaded" : ""};
    for (const auto& code : codes)
        measured.found.bytes += bytes_of(code);
    if (programs[program].is_flags) measured.report = report_of(program, codes, random);
    return measured;
}

compare::lab_result lab() {
    return {.up = {.carried = 41'210},
            .down = {.carried = 63'882, .queue_full = 3},
            .late = {.p50 = 21us, .p99 = 21us, .max = 21us},
            .retransmissions = 4,
            .probes = {2, {.rtt = 100'310us, .down = 9e6}}};
}

} // namespace

std::vector<std::string> sample_codes() {
    std::vector<std::string> codes;
    for (const auto& code : catalog::pop20)
        codes.push_back(code.upper());
    return codes;
}

compare::comparison sample_comparison(const std::vector<std::string>& codes) {
    compare::settings what{.version = "0.1.0",
                           .server = server,
                           .max_requests = 20,
                           .runs = blocks,
                           .lab = compare::lab_setup{.path = {.rtt = 100ms, .down = 9'000'000}}};
    for (const auto& code : codes)
        what.files.push_back(
            {.code = code, .url = server + "/" + code + ".png?size=320", .name = code + ".png"});
    compare::observations seen{
        .started = "2026-11-22T10:00:00.000Z", .machine = "2 × AMD EPYC, 25 GB, Linux 6.18", .lab = lab()};
    splitmix64 random(1);
    for (std::size_t block = 0; block <= blocks; ++block)
        for (std::size_t program = 0; program < programs.size(); ++program)
            seen.samples.push_back(sample_of(block, program, codes, random));
    return compare::make_comparison(what, programs, std::move(seen));
}

void lengthen_strings(compare::comparison& result, std::string_view tail) {
    std::vector<std::string*> strings{&result.what.version, &result.what.server, &result.started,
                                      &result.machine, &result.sentence};
    for (auto& file : result.what.files)
        strings.insert(strings.end(), {&file.code, &file.url});
    for (auto& variant : result.variants) {
        strings.insert(strings.end(), {&variant.name, &variant.version});
        for (auto& word : variant.command)
            strings.push_back(&word);
        for (auto& run : variant.runs)
            if (!run.failure.empty()) strings.push_back(&run.failure);
        if (!variant.median_run) continue;
        for (auto& request : variant.median_run->requests)
            strings.insert(strings.end(), {&request.code, &request.url, &request.outcome, &request.started,
                                           &*request.http_version, &*request.remote_ip});
    }
    for (auto* const string : strings)
        *string += tail;
}

} // namespace flags::test
