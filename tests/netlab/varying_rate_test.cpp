// A rate by a trace: when packets leave, against a slow model that walks from time to time, and what is no trace.
#include "netlab/conditions.hpp"
#include "netlab/link_with.hpp"
#include "netlab/varying_rate.hpp"
#include "support/read_file.hpp"
#include "support/temp_dir.hpp"

#include <flags/base/random.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

using namespace std::chrono_literals;
using namespace flags::netlab;
using namespace flags::test;

namespace {

constexpr link_clock::time_point begin_of_trace{1h};

// The moments at which 1500 bytes may leave, one after another.
class slots {
public:
    explicit slots(delivery_times times) : times_(std::move(times)) {}
    // When `bytes` that are ready at `ready` have left. What is ready later cannot use what was not used.
    link_clock::time_point leave(link_clock::time_point ready, std::size_t bytes) {
        while (bytes > 0) {
            if (now() < ready || left_ == 0)
                step();
            else {
                const auto some = std::min(left_, bytes);
                left_ -= some;
                bytes -= some;
            }
        }
        return now();
    }

private:
    [[nodiscard]] link_clock::time_point now() const {
        return begin_of_trace + round_ + std::chrono::milliseconds(times_[next_]);
    }
    void step() {
        left_ = 1500;
        if (++next_ < times_.size()) return;
        next_ = 0;
        round_ += std::chrono::milliseconds(times_.back());
    }

    delivery_times times_;
    std::size_t next_ = 0;
    std::size_t left_ = 1500;
    std::chrono::nanoseconds round_{0};
};

lab_link traced(const delivery_times& times, std::size_t queue = 1'000'000'000) {
    return link_with({.queue_bytes = queue, .towards = way::down}, varying_rate{.down = times});
}

std::string refusal_of_trace(std::string_view text) {
    const auto read = parse_trace(text);
    return read ? "it is one" : read.error();
}

} // namespace

TEST_CASE("packets leave by the trace, as a model finds that walks through it, whatever comes") {
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        CAPTURE(seed);
        flags::splitmix64 random(seed);
        delivery_times times;
        std::uint32_t last = 0;
        for (std::uint64_t n = 1 + random() % 20; n > 0; --n)
            times.push_back(last += static_cast<std::uint32_t>(random() % 4 * (random() % 9)));
        if (times.back() == 0) times.back() = 3;
        auto path = traced(times);
        slots model(times);
        auto now = begin_of_trace;
        for (int n = 0; n < 500; ++n) {
            const std::size_t bytes = 40 + random() % 1'461;
            REQUIRE(path.send(now, bytes) == std::vector(1, model.leave(now, bytes)));
            now += std::chrono::microseconds(random() % 3 == 0 ? random() % 20'000 : 0);
        }
    }
}

TEST_CASE("a trace of one packet each millisecond is 12 Mbit/s, and idle times add nothing") {
    auto path = traced({1});
    for (const auto pause : {0ms, 500ms})
        for (int n = 1; n <= 100; ++n)
            CHECK(path.send(begin_of_trace + pause, 1500).front() ==
                  begin_of_trace + pause + n * 1ms - (pause > 0ms ? 1ms : 0ms));
    CHECK(mean_rate(delivery_times{1}) == 12'000'000);
    CHECK(mean_rate(delivery_times{5, 5, 10}) == 3'600'000);
    CHECK(longest_pause(delivery_times{5, 5, 100, 107}) == 95ms);
    CHECK(longest_pause(delivery_times{50, 51}) == 50ms);
}

TEST_CASE("small packets share what may leave at once, and the queue in front of it holds what it should") {
    auto path = traced({10}, 3'000);
    for (const auto due : {10ms, 10ms, 10ms, 20ms, 20ms, 20ms})
        CHECK(path.send(begin_of_trace, 500) == std::vector(1, begin_of_trace + due));
    CHECK(path.send(begin_of_trace, 500).empty());
    CHECK(path.queue_full() == 1);
    CHECK(path.send(begin_of_trace + 10ms, 1500) == std::vector(1, begin_of_trace + 30ms));
    CHECK(path.send(begin_of_trace + 10ms, 1).empty());
}

TEST_CASE("a trace is of one direction, and takes the place of its rate") {
    auto path = link_with({.rate = 0, .towards = way::up}, varying_rate{.down = {1000}});
    CHECK(path.send(begin_of_trace, 1500).front() == begin_of_trace);
    conditions both{.rtt = 100ms, .down = 9'000'000, .up = 1'000'000};
    std::get<varying_rate>(both.further).down = {1};
    CHECK(down_link(both).rate == 0);
    CHECK(mean_rate(down_link(both)) == 12'000'000);
    CHECK(down_link(both).queue_bytes == 150'000);
    CHECK(longest_pause(down_link(both)) == 1ms);
    CHECK(mean_rate(up_link(both)) == 1'000'000);
}

TEST_CASE(
    "the best rate of a trace is that of the moment at which most leaves, and the mean in the long run") {
    CHECK(best_rate({1}, 1'500) == 12'000'000);
    CHECK(best_rate({1}, 1'000'000) >= 12'000'000);
    const delivery_times bursts{10, 10, 10, 100};              // 480 kbit/s
    CHECK(best_rate(bursts, 4'500) == 36'000'000);             // three in one millisecond
    CHECK(best_rate(bursts, 6'000) == 6'000 * 8 * 1'000 / 11); // and one that leaves 10 ms before them
    CHECK(best_rate(bursts, 6'000'000) >= mean_rate(bursts));
    CHECK(best_rate(bursts, 6'000'000) < 1.01 * static_cast<double>(mean_rate(bursts)));
    CHECK(best_rate(bursts, 0) > 0);
}

TEST_CASE("a file that is no trace is refused with its line") {
    CHECK(*parse_trace("0\n3\r\n3\n10") == delivery_times{0, 3, 3, 10});
    CHECK(refusal_of_trace("") == "it has no lines");
    CHECK(refusal_of_trace("0\n0\n").contains("lasts 0 ms"));
    CHECK(refusal_of_trace("5\n4\n") == "line 2 is earlier than the one before");
    CHECK(refusal_of_trace("5\n99999999999999999999999\n") == "line 2 is later than a day");
    CHECK(refusal_of_trace("60001\n") == "line 1 is more than a minute after the one before");
    for (const auto* const wrong : {"\n", "1\n\n2\n", "x", "1 \n", " 1", "-1", "+1", "1.5", "0x10"})
        CHECK(refusal_of_trace(wrong).contains("is not a whole number of milliseconds"));
    CHECK(refusal_of_trace(std::string("1\0002", 3)).contains("line 1"));
    std::string many;
    for (int n = 0; n < 1'000'001; ++n)
        many += "1\n";
    CHECK(refusal_of_trace(many) == "it has more than 1000000 lines");
    std::string long_line;
    long_line.resize(10'000'001, '1');
    CHECK(refusal_of_trace(long_line) == "it has more than 10000000 bytes");
}

TEST_CASE("a trace is read from a file, told and refused") {
    const temp_dir folder;
    const auto file = folder.path() / "trace";
    std::ofstream(file) << "5\n5\n10\n";
    varying_rate read;
    CHECK(varying_rate::terms[0].take(read, file.string()).empty());
    CHECK(varying_rate::terms[1].take(read, file.string()).empty());
    CHECK(read == varying_rate{.down = {5, 5, 10}, .up = {5, 5, 10}});
    CHECK(read.describe() ==
          "down by a trace of 10ms (3.6M on average), up by a trace of 10ms (3.6M on average)");
    CHECK(read.facts().size() == 4);
    const std::string wrong_files[] = {folder.path().string(), (folder.path() / "none").string(),
                                       "/dev/zero"};
    for (const auto& wrong : wrong_files)
        CHECK_FALSE(varying_rate::terms[0].take(read, wrong).empty());
    CHECK(varying_rate::terms[0].take(read, (folder.path() / "none").string()).starts_with("cannot be read"));
    CHECK(read.down.size() == 3);
}
