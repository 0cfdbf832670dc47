// Figures with three digits, in columns.
#include "report/paths_text.hpp"

#include "compare/numbers.hpp"
#include "report/text_layout.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <vector>

namespace flags::report {

namespace {

using window::path_memory;
using window::remembered_path;

using cells = std::array<std::string, 7>;

std::string speed_text(window::bit_rate rate) {
    return compare::three_digits(rate.bits_per_second / 1e6) + " Mbit/s";
}

std::string bytes_text(double bytes) { return compare::three_digits(bytes / 1e3) + " kB"; }

// The largest unit of which there is one.
std::string age_text(std::chrono::system_clock::duration age) {
    using namespace std::chrono;
    if (age >= days(1)) return fmt::format("{} d", duration_cast<days>(age).count());
    if (age >= hours(1)) return fmt::format("{} h", duration_cast<hours>(age).count());
    if (age >= minutes(1)) return fmt::format("{} min", duration_cast<minutes>(age).count());
    return fmt::format("{} s", duration_cast<seconds>(age).count());
}

cells row_of(const std::string& origin, const remembered_path& known, path_memory::time_point now) {
    return {origin,
            speed_text(known.rate),
            compare::format_seconds(known.round_trip.count()),
            bytes_text(known.answer_bytes),
            known.server_time > window::seconds(0) ? compare::format_seconds(known.server_time.count()) : "-",
            known.at_most ? std::to_string(*known.at_most) : "-",
            age_text(now - known.saved)};
}

std::string table_of(const std::vector<cells>& rows, std::size_t width) {
    cells::size_type const last = rows.front().size();
    std::array<std::size_t, std::tuple_size_v<cells>> widths{};
    std::size_t used = 0;
    for (std::size_t column = 1; column < last; ++column) {
        for (const cells& row : rows)
            widths[column] = std::max(widths[column], width_of(row[column]));
        used += widths[column] + 2;
    }
    const std::size_t least = width_of(rows.front().front());
    widths[0] = std::max(width > used + 2 ? width - used - 2 : 0, least);
    std::string text;
    for (const cells& row : rows) {
        text += "  " + padded(cut(row[0], widths[0]), widths[0]);
        for (std::size_t column = 1; column < last; ++column)
            text += "  " + std::string(widths[column] - width_of(row[column]), ' ') + row[column];
        text += '\n';
    }
    return text;
}

} // namespace

std::string path_line(std::string_view origin, const remembered_path& known, path_memory::time_point now) {
    std::string text =
        fmt::format("{}: {}, round trip {}, answers of {}", origin, speed_text(known.rate),
                    compare::format_seconds(known.round_trip.count()), bytes_text(known.answer_bytes));
    if (known.server_time > window::seconds(0))
        text += ", the server takes " + compare::format_seconds(known.server_time.count());
    if (known.at_most) text += fmt::format(", it asked for at most {} at once", *known.at_most);
    return text + ", " + age_text(now - known.saved) + " ago";
}

std::string paths_table(const path_memory& memory, path_memory::time_point now, std::size_t width) {
    struct entry {
        const std::string* origin;
        remembered_path known;
    };
    std::map<std::string_view, std::vector<entry>> networks;
    for (const auto& [key, stored] : memory.paths())
        if (const auto known = recalled(stored, now))
            networks[key.network].push_back({.origin = &key.origin, .known = *known});
    std::string text;
    for (auto& [network, entries] : networks) {
        std::ranges::sort(entries, std::ranges::greater(),
                          [](const entry& each) { return each.known.saved; });
        std::vector<cells> rows{{"origin", "rate", "round trip", "size", "server", "limit", "age"}};
        for (const entry& each : entries)
            rows.push_back(row_of(*each.origin, each.known, now));
        text +=
            (text.empty() ? "network " : "\nnetwork ") + std::string(network) + '\n' + table_of(rows, width);
    }
    return text.empty() ? "nothing is remembered\n" : text;
}

} // namespace flags::report
