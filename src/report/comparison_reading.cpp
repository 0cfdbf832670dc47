// Reads what comparison_json.cpp writes. What follows from other values is not read: `efficiency`, `failures`, `valid`.
// WORKAROUND(GCC 14.2): what owns memory is read member by member. When a later initializer of such an aggregate throws, GCC
// destroys the earlier members twice.
#include "netlab/kinds.hpp"
#include "netlab/units.hpp"
#include "report/comparison_json.hpp"
#include "report/json_value.hpp"
#include "report/path_json.hpp"
#include "report/window_json.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <string_view>
#include <utility>

namespace flags::report {
namespace {

constexpr double longest_s = 1e9; // 30 years
constexpr double longest_ms = 1e3 * longest_s;
constexpr double longest_path_ms = 86'400e3;           // a day, as netlab::parse_time
constexpr std::uint64_t largest_rate = 10'000'000'000; // bit/s, as netlab::parse_rate
constexpr double largest_plain = 1e12;                 // a ratio, a rate, a count

double read_seconds(const json_value& from) { return from.number(longest_s); }
double read_milliseconds(const json_value& from) { return from.number(longest_ms); }
double read_plain(const json_value& from) { return from.number(largest_plain); }
std::string read_text(const json_value& from) { return from.text(); }
template <class Integer>
Integer read_whole(const json_value& from) {
    return from.whole<Integer>();
}

std::uint64_t read_rate(const json_value& from) { return from.whole<std::uint64_t>(largest_rate); }

std::chrono::nanoseconds read_time(const json_value& from) {
    return std::chrono::microseconds(std::llround(1e3 * from.number(longest_path_ms)));
}

template <class Read>
auto read_all(const json_value& from, Read read) {
    std::vector<decltype(read(from))> all;
    for (const auto& each : from.elements())
        all.push_back(read(each));
    return all;
}

template <class Read>
std::optional<compare::estimate> read_estimate(const json_value& value, const json_value& range, Read read) {
    if (value.is_null() && range.is_null()) return std::nullopt;
    const auto both = read_all(range, read);
    if (both.size() != 2 || both[0] > both[1]) range.refuse("must be two numbers, the smaller one first");
    return compare::estimate{.value = read(value), .confidence = {.low = both[0], .high = both[1]}};
}

compare::file read_file(const json_value& from) {
    compare::file result;
    result.code = from["code"].text();
    result.url = from["url"].text();
    result.bytes = from["bytes"].known(read_whole<std::uintmax_t>);
    if (const auto time = from.if_there("server_time_ms")) result.server_time = read_time(*time);
    return result;
}

compare::request read_request(const json_value& from) {
    compare::request result;
    result.code = from["code"].text();
    result.url = from["url"].text();
    result.outcome = from["outcome"].text();
    result.attempt = from["attempt"].whole<std::size_t>();
    result.status = from["status"].known(read_whole<int>);
    result.started = from["started"].text();
    result.start_ms = from["start_ms"].number(longest_ms, -longest_ms);
    result.connection = from["connection"].known(read_whole<int>);
    result.bytes = from["bytes"].whole<std::uintmax_t>();
    result.ideal_ms = from["ideal_ms"].known(read_milliseconds);
    result.http_version = from["http_version"].known(read_text);
    result.remote_ip = from["remote_ip"].known(read_text);
    for (const auto& [name, phase] : compare::phase_names)
        result.timings.*phase = read_milliseconds(from["timings_ms"][name]);
    return result;
}

compare::waterfall read_waterfall(const json_value& from) {
    compare::waterfall result;
    result.block = from["block"].whole<std::size_t>();
    result.wall_s = read_seconds(from["wall_s"]);
    result.requests = read_all(from["flags"], read_request);
    result.window = read_all(from["window"], read_window_row);
    if (const auto path = from.if_there("path")) result.path = read_path(*path);
    return result;
}

compare::run read_run(const json_value& from) {
    const auto count = [&from](std::string_view name) {
        const auto value = from.if_there(name);
        return value ? std::optional(read_whole<std::uint64_t>(*value)) : std::nullopt;
    };
    compare::run result;
    result.block = from["block"].whole<std::size_t>();
    result.position = from["position"].whole<std::size_t>();
    result.wall_s = read_seconds(from["wall_s"]);
    result.cpu_s = read_seconds(from["cpu_s"]);
    result.connections = from["connections"].known(read_whole<std::uint64_t>);
    result.retries = from["retries"].known(read_whole<std::size_t>);
    result.dropped = count("dropped");
    result.resent = count("retransmissions");
    result.failure = from["failure"].known(read_text).value_or("");
    return result;
}

std::optional<compare::bound> read_limit(const json_value& seconds, const json_value& reason) {
    if (seconds.is_null() && reason.is_null()) return std::nullopt;
    using enum compare::bound_by;
    constexpr std::array all{latency, handshake, link, server, connections};
    const auto name = reason.text();
    const auto* const found =
        std::ranges::find_if(all, [&](auto each) { return compare::to_string(each) == name; });
    if (found == all.end()) reason.refuse("must be latency, handshake, link, server or connections");
    return compare::bound{.seconds = read_seconds(seconds), .reason = *found};
}

bool read_is_flags(const json_value& kind) {
    const auto name = kind.text();
    if (name != "flags" && name != "peer") kind.refuse("must be flags or peer");
    return name == "flags";
}

compare::at_once read_number(const json_value& from) {
    return {.most = from["most"].whole<std::size_t>(), .automatic = from["automatic"].boolean()};
}

compare::variant read_variant(const json_value& from) {
    const auto number = from.if_there("at_once");
    compare::variant result;
    result.name = from["name"].text();
    result.is_flags = read_is_flags(from["kind"]);
    result.version = from["version"].text();
    result.command = read_all(from["command"], read_text);
    result.number = number ? std::optional(read_number(*number)) : std::nullopt;
    result.limit = read_limit(from["limit_s"], from["bound"]);
    result.median = read_estimate(from["median_s"], from["interval_s"], read_seconds);
    result.mean = from["mean_s"].known(read_seconds);
    result.deviation = from["deviation_s"].known(read_seconds);
    result.speedup = read_estimate(from["speedup"], from["speedup_interval"], read_plain);
    result.times_as_long = read_estimate(from["times_as_long"], from["times_as_long_interval"], read_plain);
    result.connections = from["connections"].known(read_plain);
    result.retries = from["retries"].known(read_whole<std::size_t>);
    result.runs = read_all(from["runs"], read_run);
    result.median_run = from["waterfall"].known(read_waterfall);
    return result;
}

// Only the text says whether the queue was given, in bytes or as a time.
void read_queue(const json_value& from, netlab::conditions& path) {
    constexpr std::string_view before = ", queue ";
    constexpr std::string_view unit = " bytes";
    const auto text = from.text();
    const auto begin = text.find(before);
    if (begin == std::string::npos) return;
    std::string_view size = std::string_view(text).substr(begin + before.size());
    size = size.substr(0, size.find(','));
    if (!size.ends_with(unit)) {
        const auto time = netlab::parse_time(size);
        if (!time) from.refuse("must have the queue in bytes or as a time");
        path.queue_time = *time;
        return;
    }
    size.remove_suffix(unit.size());
    const auto [end, code] = std::from_chars(size.data(), size.data() + size.size(), path.queue_bytes);
    if (code != std::errc() || end != size.data() + size.size())
        from.refuse("must have the queue in bytes or as a time");
}

netlab::conditions read_conditions(const json_value& from) {
    const auto part = [loss = from["gilbert_elliott"]](std::string_view name) {
        return loss[name].number(1);
    };
    netlab::conditions path;
    path.rtt = read_time(from["rtt_ms"]);
    path.jitter = read_time(from["jitter_ms"]);
    path.down = from["down_bps"].known(read_rate).value_or(0);
    path.up = from["up_bps"].known(read_rate).value_or(0);
    path.loss.good_to_bad = part("good_to_bad");
    path.loss.bad_to_good = part("bad_to_good");
    path.loss.lost_in_bad = part("lost_in_bad");
    path.loss.lost_in_good = part("lost_in_good");
    path.seed = from["seed"].whole<std::uint64_t>();
    read_queue(from["text"], path);
    // Their facts do not determine them: of a trace only the mean is written.
    for_each_kind(path.further, [&from]<netlab::condition_kind Kind>(const Kind&) {
        if (from.if_there(Kind::name))
            from[Kind::name].refuse("a network with this condition cannot be read again");
    });
    return path;
}

netlab::ferry_counts read_counts(const json_value& from) {
    return {.carried = from["carried"].whole<std::uint64_t>(),
            .queue_full = from["queue_full"].whole<std::uint64_t>(),
            .lost = from["lost"].whole<std::uint64_t>(),
            .overrun = from["overrun"].whole<std::uint64_t>()};
}

compare::lab_result read_lab(const json_value& from, const json_value& invalid) {
    const auto read_probe = [](const json_value& probe) {
        return netlab::measured_path{.rtt = probe["rtt_ms"].known(read_time),
                                     .down = probe["down_bps"].known(read_plain),
                                     .up = probe["up_bps"].known(read_plain)};
    };
    const auto late = from["late_ms"];
    compare::lab_result result;
    result.up = read_counts(from["packets"]["up"]);
    result.down = read_counts(from["packets"]["down"]);
    result.late = {
        .p50 = read_time(late["p50"]), .p99 = read_time(late["p99"]), .max = read_time(late["max"])};
    result.retransmissions = from["retransmissions"].whole<std::uint64_t>();
    result.probes = read_all(from["probes"], read_probe);
    result.invalid = read_all(invalid, read_text);
    return result;
}

} // namespace

std::string version_in(const json_value& program) {
    constexpr std::string_view name = "flags ";
    const auto text = program.text();
    if (!text.starts_with(name)) program.refuse("must be flags and its version");
    return text.substr(name.size());
}

compare::comparison from_json(const nlohmann::ordered_json& document) {
    return from_json(json_value(document));
}

compare::comparison from_json(const json_value& from) {
    if (from["schema"].whole<int>() != comparison_schema)
        from["schema"].refuse("must be 1, the only version that this program knows");
    const auto options = from["options"];
    compare::comparison result;
    result.what.version = version_in(from["program"]);
    result.what.server = from["server"].text();
    result.what.files = read_all(from["files"], read_file);
    result.what.max_requests = options["max_requests"].whole<std::size_t>();
    result.what.runs = options["runs"].whole<std::size_t>();
    result.what.precision = options["precision"].known([](const json_value& part) { return part.number(1); });
    result.what.seed = options["seed"].whole<std::uint64_t>();
    if (const auto assumed = from.if_there("assumed")) result.what.assumed = assumed->text();
    result.started = from["started"].text();
    result.machine = from["machine"].text();
    result.variants = read_all(from["variants"], read_variant);
    result.knee = from["knee"].known(read_plain);
    result.sentence = from["sentence"].text();
    if (result.variants.empty()) from["variants"].refuse("must not be empty");
    if (from["conditions"].is_null() != from["lab"].is_null())
        from["lab"].refuse("must be null where conditions is null, and only there");
    if (from["lab"].is_null()) return result;
    auto& lab = result.what.lab.emplace();
    lab.path = read_conditions(from["conditions"]);
    lab.path.congestion_control = from["lab"]["congestion_control"].text();
    lab.tls = from["conditions"]["tls"].boolean();
    result.lab = read_lab(from["lab"], from["invalid"]);
    return result;
}

} // namespace flags::report
