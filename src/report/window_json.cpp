// Names and units of the fields, each once.
#include "report/window_json.hpp"

#include "report/milliseconds.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <string_view>
#include <utility>

namespace flags::report {

namespace {

using window::reason;
using window::state;

constexpr std::array reasons{
    std::pair(reason::constant, std::string_view("constant")),
    std::pair(reason::first_burst, std::string_view("first_burst")),
    std::pair(reason::narrow_link, std::string_view("narrow_link")),
    std::pair(reason::silence, std::string_view("silence")),
    std::pair(reason::packet_train, std::string_view("packet_train")),
    std::pair(reason::rounds, std::string_view("rounds")),
    std::pair(reason::memory, std::string_view("memory")),
    std::pair(reason::refusal, std::string_view("refusal")),
};
constexpr std::array count_fields{std::pair("in_flight", &state::in_flight),
                                  std::pair("at_once", &state::at_once)};
constexpr std::array size_fields{std::pair("window_bytes", &state::window_bytes),
                                 std::pair("open_bytes", &state::open_bytes),
                                 std::pair("answer_bytes", &state::answer_bytes)};
constexpr std::array time_fields{
    std::pair("round_trip_ms", &state::round_trip), std::pair("queue_allowed_ms", &state::queue_allowed),
    std::pair("queue_seen_ms", &state::queue_seen), std::pair("server_time_ms", &state::server_time)};

constexpr double largest = 1e15; // of all figures

} // namespace

nlohmann::ordered_json to_json(const compare::window_row& row) {
    const auto* const why =
        std::ranges::find(reasons, row.figures.why, [](const auto& each) { return each.first; });
    nlohmann::ordered_json result{{"ms", row.ms}, {"why", why->second}};
    for (const auto& [name, count] : count_fields)
        result[name] = row.figures.*count;
    for (const auto& [name, size] : size_fields)
        result[name] = row.figures.*size;
    result["rate_bps"] = row.figures.rate.bits_per_second;
    for (const auto& [name, time] : time_fields)
        result[name] = milliseconds(std::chrono::round<std::chrono::nanoseconds>(row.figures.*time));
    return result;
}

compare::window_row read_window_row(const json_value& from) {
    const auto word = from["why"].text();
    const auto* const why = std::ranges::find(reasons, word, [](const auto& each) { return each.second; });
    if (why == reasons.end()) from["why"].refuse("must be the name of a reason, for example rounds");
    compare::window_row row{.ms = from["ms"].number(largest, -largest), .figures = {.why = why->first}};
    for (const auto& [name, count] : count_fields)
        row.figures.*count = from[name].whole<std::size_t>();
    for (const auto& [name, size] : size_fields)
        row.figures.*size = from[name].number(largest);
    row.figures.rate = {from["rate_bps"].number(largest)};
    for (const auto& [name, time] : time_fields)
        row.figures.*time = window::seconds(from[name].number(largest) / 1e3);
    return row;
}

} // namespace flags::report
