// What is learned, aged, bounded, written and read again, whatever the text is.
#include <flags/base/random.hpp>
#include <flags/window/path_memory.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

using namespace std::chrono_literals;
using namespace flags::window;

namespace {

using time_point = path_memory::time_point;

const time_point noon{std::chrono::hours(24 * 365 * 50)};
const path_key home{.network = "02:00:00:00:00:01", .origin = "http://example.org"};

remembered_path seen_path(double rate = 10e6) {
    return {.rate = {rate},
            .round_trip = seconds(0.1),
            .answer_bytes = 12'000,
            .server_time = seconds(0.02),
            .syn_ack_gap = seconds(53e-6)};
}

path_memory some_memory() {
    path_memory memory;
    auto limited = seen_path();
    limited.at_most = 8;
    memory.learn(home, seen_path(1.0 / 3 * 1e7), noon);
    memory.learn({.network = "eth0 192.0.2.0/24", .origin = "https://example.org via proxy:8080"}, limited,
                 noon + 1s);
    return memory;
}

std::string replaced(std::string text, std::string_view what, std::string_view with) {
    const auto at = text.find(what);
    REQUIRE(at != std::string::npos);
    return text.replace(at, what.size(), with);
}

} // namespace

TEST_CASE("what was learned is recalled, and mixes with what is seen later") {
    path_memory memory;
    CHECK_FALSE(memory.recall(home, noon));
    memory.learn(home, seen_path(10e6), noon);
    CHECK(memory.recall(home, noon + 1h)->rate.bits_per_second == 10e6);
    CHECK(memory.recall(home, noon + 25h)->rate.bits_per_second == doctest::Approx(7e6));
    memory.learn(home, seen_path(20e6), noon + 1h);
    CHECK(memory.recall(home, noon + 1h)->rate.bits_per_second == doctest::Approx(15e6));
    CHECK_FALSE(memory.recall({.network = "elsewhere", .origin = home.origin}, noon + 1h));
    CHECK_FALSE(memory.recall({.network = home.network, .origin = "https://example.org"}, noon + 1h));
}

TEST_CASE("what another network left under the same name does not mix") {
    path_memory memory;
    memory.learn(home, seen_path(10e6), noon);
    auto other = seen_path(20e6);
    other.round_trip = seconds(0.3);
    memory.learn(home, other, noon + 1h);
    CHECK(memory.recall(home, noon + 1h)->rate.bits_per_second == 20e6);
}

TEST_CASE("a limit is as old as when the server asked for it, however often runs pass it on") {
    path_memory memory;
    auto limited = seen_path();
    limited.at_most = 8;
    memory.learn(home, limited, noon);
    memory.learn(home, limited, noon + 40min);
    CHECK(memory.recall(home, noon + 59min)->at_most == 8);
    CHECK_FALSE(memory.recall(home, noon + 61min)->at_most);
    limited.at_most = 4; // the server has asked for less
    memory.learn(home, limited, noon + 50min);
    CHECK(memory.recall(home, noon + 109min)->at_most == 4);
}

TEST_CASE("an origin that is new expects the best rate that its network had") {
    path_memory memory;
    CHECK_FALSE(memory.expected_rate(home.network, noon).is_known());
    memory.learn(home, seen_path(10e6), noon);
    memory.learn({.network = home.network, .origin = "b"}, seen_path(2e6), noon);
    memory.learn({.network = "other", .origin = "c"}, seen_path(90e6), noon);
    auto neighbour = seen_path(1e9);
    neighbour.round_trip = seconds(0.001);
    memory.learn({.network = home.network, .origin = "d"}, neighbour, noon);
    CHECK(memory.expected_rate(home.network, noon).bits_per_second == 10e6);
    CHECK_FALSE(memory.expected_rate(home.network, noon + 31 * 24h).is_known());
}

TEST_CASE("the oldest paths give way, what has expired goes, and bad names are not kept") {
    path_memory memory;
    for (std::size_t i = 0; i < path_memory::most_paths + 10; ++i)
        memory.learn({.network = "n", .origin = std::to_string(i)}, seen_path(),
                     noon + std::chrono::seconds(i));
    CHECK(memory.paths().size() == path_memory::most_paths);
    CHECK_FALSE(memory.recall({.network = "n", .origin = "9"}, noon + 1h));
    CHECK(memory.recall({.network = "n", .origin = "10"}, noon + 1h));
    for (const std::string& name : {std::string(), std::string(path_memory::longest_name + 1, 'x'),
                                    std::string("a\nb"), std::string("\xc2\x9b"), std::string("a\0b", 3)}) {
        memory.learn({.network = name, .origin = "o"}, seen_path(), noon + 1h);
        memory.learn({.network = "n", .origin = name}, seen_path(), noon + 1h);
    }
    CHECK(memory.paths().size() == path_memory::most_paths);
    memory.learn({.network = "n", .origin = "new"}, seen_path(), noon + 31 * 24h);
    CHECK(memory.paths().size() == 1);
    memory.learn({.network = "n", .origin = "back"}, seen_path(), noon); // by a clock that is right again
    CHECK(memory.paths().size() == 1);
}

TEST_CASE("an origin is forgotten with whatever proxy, and in every network") {
    auto memory = some_memory();
    memory.learn({.network = "x", .origin = "https://example.org"}, seen_path(), noon);
    CHECK(memory.forget("https://example.or") == 0);
    CHECK(memory.forget("https://example.org") == 2);
    CHECK(memory.paths().size() == 1);
}

TEST_CASE("a memory is the same after it was written and read") {
    for (const auto& memory : {path_memory(), some_memory()}) {
        const auto again = parse_path_memory(to_json(memory));
        REQUIRE(again);
        CHECK(*again == memory);
    }
}

TEST_CASE("a text that is no memory of this version is none") {
    const std::string good = to_json(some_memory());
    for (const std::string& text :
         {std::string(), std::string("null"), std::string("[]"), std::string("{}"),
          std::string(R"({"schema": 1})"), std::string(R"({"schema": 1, "paths": {}})"),
          std::string(R"({"schema": "1", "paths": []})"), std::string(200'000, '['),
          std::string(R"({"schema":1,"paths":)") + std::string(100'000, '['), good.substr(0, good.size() / 2),
          replaced(good, "\"schema\": 1", "\"schema\": 2"), replaced(good, "0.1", "1e999"),
          replaced(good, "0.1", "NaN"), replaced(good, "example", "\xff")}) {
        CAPTURE(text.substr(0, 60));
        CHECK_FALSE(parse_path_memory(text));
    }
}

TEST_CASE("an entry that cannot be true is left out, and the others are read") {
    struct change {
        std::string_view from;
        std::string_view to;
    };
    constexpr change table[] = {
        {R"("round_trip_s": 0.1)", R"("round_trip_s": -0.1)"},
        {R"("round_trip_s": 0.1)", R"("round_trip_s": 0)"},
        {R"("round_trip_s": 0.1)", R"("round_trip_s": 1e300)"},
        {R"("round_trip_s": 0.1)", R"("round_trip_s": "0.1")"},
        {R"("round_trip_s": 0.1)", R"("round_trip_s": null)"},
        {R"("round_trip_s": 0.1)", R"("round_trip_s": [[[[0.1]]]])"},
        {R"("round_trip_s": 0.1)", R"("x": 0.1)"},
        {R"("answer_bytes": 12000.0)", R"("answer_bytes": 0)"},
        {R"("answer_bytes": 12000.0)", R"("answer_bytes": 1e18)"},
        {R"("server_time_s": 0.02)", R"("server_time_s": -1)"},
        {R"("rate_bps": 10000000.0)", R"("rate_bps": 0)"},
        {R"("rate_bps": 10000000.0)", R"("rate_bps": -5e6)"},
        {R"("rate_bps": 10000000.0)", R"("rate_bps": 1e30)"},
        {R"("at_most": 8)", R"("at_most": 0)"},
        {R"("at_most": 8)", R"("at_most": -8)"},
        {R"("at_most": 8)", R"("at_most": 8.5)"},
        {R"("at_most": 8)", R"("at_most": 18446744073709551615)"},
        {R"("at_most": 8)", R"("at_most": true)"},
        {"https://example.org", "\\u009bhttps"},
        {"https://example.org via", "\\n"},
        {R"("network": "eth0 192.0.2.0/24")", R"("network": 7)"},
        {R"("network": "eth0 192.0.2.0/24")", R"("network": "")"},
    };
    auto one = some_memory();
    one.forget(home.origin);
    const std::string good = replaced(to_json(one), "\"paths\": [", "\"paths\": [7, [], {}, null,");
    REQUIRE(parse_path_memory(good)->paths().size() == 1);
    for (const auto& [from, to] : table) {
        CAPTURE(to);
        const auto memory = parse_path_memory(replaced(good, from, to));
        REQUIRE(memory);
        CHECK(memory->paths().empty());
    }
}

TEST_CASE("whatever byte of a text is spoiled, what is read is within bounds") {
    const std::string good = to_json(some_memory());
    flags::splitmix64 draw(7);
    for (int round = 0; round < 3'000; ++round) {
        std::string text = good;
        for (std::uint64_t changes = 1 + draw() % 4; changes > 0; --changes)
            text[draw() % text.size()] = static_cast<char>(draw() % 256);
        const auto memory = parse_path_memory(text);
        if (!memory) continue;
        CHECK(memory->paths().size() <= 2);
        for (const auto& [key, path] : memory->paths()) {
            CHECK(std::ranges::all_of(key.network + key.origin, [](char c) { return c >= ' ' && c <= '~'; }));
            CHECK(path.rate.bits_per_second > 0);
            CHECK(path.round_trip > seconds(0));
            CHECK(path.answer_bytes >= 1);
            CHECK(path.at_most.value_or(1) >= 1);
        }
    }
}
