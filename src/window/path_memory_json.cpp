// The text of a memory, read as what anybody may have written (nlohmann/json).
#include <flags/window/path_memory.hpp>

#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdint>

namespace flags::window {

namespace {

using json = nlohmann::ordered_json;
using wall_clock = remembered_path::wall_clock;

constexpr int schema_version = 1;

// Beyond these a figure is a mistake, or somebody's joke.
constexpr double fastest = 1e12; // bit/s
constexpr seconds shortest{1e-9};
constexpr seconds longest_round_trip{60};
constexpr double largest_answer = 1e9; // bytes
constexpr seconds longest_server_time{3'600};
constexpr seconds longest_gap{1};
constexpr std::uint64_t most_requests = 1'000'000;
constexpr std::uint64_t end_of_time = 7'258'118'400; // the year 2200; the clock's nanoseconds end in 2262

std::uint64_t since_1970(wall_clock::time_point moment) {
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::seconds>(moment.time_since_epoch()).count());
}

json entry_of(const path_key& key, const remembered_path& known) {
    return {{"network", key.network},
            {"origin", key.origin},
            {"rate_bps", known.rate.bits_per_second},
            {"round_trip_s", known.round_trip.count()},
            {"answer_bytes", known.answer_bytes},
            {"server_time_s", known.server_time.count()},
            {"syn_ack_gap_s", known.syn_ack_gap ? json(known.syn_ack_gap->count()) : json(nullptr)},
            {"at_most", known.at_most ? json(*known.at_most) : json(nullptr)},
            {"at_most_since_s", known.at_most ? json(since_1970(known.at_most_since)) : json(nullptr)},
            {"saved_s", since_1970(known.saved)}};
}

// Reads the members of one entry; what is missing, has another type or cannot be true spoils all of it. A NaN is no JSON, and a number
// that is too large for a double is an error of the parser.
class entry_reader {
public:
    explicit entry_reader(const json& entry) : entry_(&entry) {}

    [[nodiscard]] bool is_good() const noexcept { return is_good_; }

    std::string text(const char* name) {
        const json& found = member(name);
        return expect(found.is_string()) ? found.get<std::string>() : std::string();
    }
    double number(const char* name, double least, double most) {
        const json& found = member(name);
        if (!expect(found.is_number())) return least;
        const auto value = found.get<double>();
        return expect(value >= least && value <= most) ? value : least;
    }
    seconds time(const char* name, seconds least, seconds most) {
        return seconds(number(name, least.count(), most.count()));
    }
    std::uint64_t whole(const char* name, std::uint64_t least, std::uint64_t most) {
        const json& found = member(name);
        if (!expect(found.is_number_unsigned())) return least;
        const auto value = found.get<std::uint64_t>();
        return expect(value >= least && value <= most) ? value : least;
    }
    wall_clock::time_point moment(const char* name) {
        return wall_clock::time_point(std::chrono::seconds(whole(name, 0, end_of_time)));
    }
    bool is_null(const char* name) { return member(name).is_null(); }

private:
    const json& member(const char* name) {
        static const json nothing;
        const auto found = entry_->find(name);
        return expect(found != entry_->end()) ? *found : nothing;
    }
    bool expect(bool condition) {
        is_good_ = is_good_ && condition;
        return condition;
    }

    const json* entry_;
    bool is_good_ = true;
};

void read_entry(const json& result, path_memory& into) {
    if (!result.is_object()) return;
    entry_reader entry(result);
    const path_key key{.network = entry.text("network"), .origin = entry.text("origin")};
    remembered_path known{.rate = {entry.number("rate_bps", 1, fastest)},
                          .round_trip = entry.time("round_trip_s", shortest, longest_round_trip),
                          .answer_bytes = entry.number("answer_bytes", 1, largest_answer),
                          .server_time = entry.time("server_time_s", seconds(0), longest_server_time),
                          .saved = entry.moment("saved_s")};
    if (!entry.is_null("syn_ack_gap_s"))
        known.syn_ack_gap = entry.time("syn_ack_gap_s", shortest, longest_gap);
    if (!entry.is_null("at_most")) {
        known.at_most = entry.whole("at_most", 1, most_requests);
        known.at_most_since = entry.moment("at_most_since_s");
    }
    if (entry.is_good()) into.put(key, known);
}

} // namespace

std::string to_json(const path_memory& memory) {
    json document = {{"schema", schema_version}, {"paths", json::array()}};
    for (const auto& [key, known] : memory.paths())
        document["paths"].push_back(entry_of(key, known));
    return document.dump(2) + "\n";
}

std::optional<path_memory> parse_path_memory(std::string_view text) {
    const json document = json::parse(text, nullptr, false);
    if (!document.is_object()) return std::nullopt;
    const auto schema = document.find("schema");
    const auto paths = document.find("paths");
    if (schema == document.end() || *schema != schema_version || paths == document.end() ||
        !paths->is_array())
        return std::nullopt;
    path_memory memory;
    for (const json& each : *paths)
        read_entry(each, memory);
    return memory;
}

} // namespace flags::window
