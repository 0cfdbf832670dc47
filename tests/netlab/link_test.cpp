// The link as arithmetic: rate, queue, loss, delay and order, without a socket or a clock.
#include "netlab/link.hpp"

#include <flags/base/random.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace std::chrono_literals;
using namespace flags::netlab;
using flags::splitmix64;
using time_point = flags::netlab::link::clock::time_point;
using link_model = flags::netlab::link; // unistd.h has a function of this name

namespace {

constexpr time_point start{1h};

std::vector<time_point> arrivals(link_model& model, int packets, std::chrono::nanoseconds gap,
                                 std::size_t bytes) {
    std::vector<time_point> out;
    for (int n = 0; n < packets; ++n) {
        const auto& moments = model.send(start + n * gap, bytes);
        out.insert(out.end(), moments.begin(), moments.end());
    }
    return out;
}

// Of a packet that is not dropped.
time_point arrival(link_model& model, time_point now, std::size_t bytes) {
    const auto& moments = model.send(now, bytes);
    REQUIRE(moments.size() == 1);
    return moments.front();
}

bool finds_the_queue_full(link_model& model, time_point now, std::size_t bytes) {
    const auto before = model.queue_full();
    return model.send(now, bytes).empty() && model.queue_full() == before + 1 && model.lost() == 0;
}

int lost(const loss_model& loss, std::uint64_t seed, int packets) {
    link_model model({.loss = loss, .seed = seed});
    return packets - static_cast<int>(arrivals(model, packets, 1us, 1500).size());
}

} // namespace

TEST_CASE("a packet alone takes its own time on the link and the delay") {
    link_model model({.rate = 1'000'000, .delay = 50ms, .queue_bytes = 10'000});
    CHECK(arrival(model, start, 1250) == start + 10ms + 50ms);
}

TEST_CASE("without a rate only the delay counts, and nothing ever queues") {
    link_model model({.delay = 50ms});
    for (const auto& arrival : arrivals(model, 1000, 0ns, 1500))
        CHECK(arrival == start + 50ms);
}

TEST_CASE("packets at once leave one after another at the rate, also the first after a long pause") {
    link_model model({.rate = 12'000'000, .delay = 0ns, .queue_bytes = 1'000'000});
    for (const auto pause : {0s, 3600s}) { // no credit is saved up in an hour
        for (int n = 1; n <= 10; ++n)
            CHECK(arrival(model, start + pause, 1500) == start + pause + n * 1ms);
    }
}

TEST_CASE("with any traffic the link never exceeds its rate and never idles while packets wait") {
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        CAPTURE(seed);
        splitmix64 random(seed);
        const std::uint64_t rate = 100'000 + random() % 100'000'000;
        link_model model({.rate = rate, .queue_bytes = 1'000'000'000});
        auto now = start;
        auto busy = start;
        for (int n = 0; n < 1'000; ++n) {
            now += std::chrono::microseconds(random() % 2'000);
            const std::size_t bytes = 40 + random() % 1'461;
            busy = std::max(busy, now) +
                   std::chrono::ceil<std::chrono::nanoseconds>(std::chrono::duration<double>(
                       static_cast<double>(bytes) * 8 / static_cast<double>(rate)));
            REQUIRE(arrival(model, now, bytes) == busy);
        }
    }
}

TEST_CASE("the queue holds as much as it should and takes again what has drained") {
    link_model model({.rate = 8'000'000, .queue_bytes = 10'000}); // a byte each microsecond
    for (int n = 0; n < 10; ++n)
        CHECK(model.send(start, 1000).size() == 1);
    CHECK(finds_the_queue_full(model, start, 1000));
    CHECK(finds_the_queue_full(model, start + 999us, 1000));
    // What was dropped has used nothing of the link.
    CHECK(arrival(model, start + 1000us, 1000) == start + 11'000us);
    CHECK(finds_the_queue_full(model, start + 1000us, 1));
}

TEST_CASE("no packet waits longer than a full queue takes") {
    splitmix64 random(1);
    link_model model({.rate = 8'000'000, .queue_bytes = 20'000});
    auto now = start;
    int dropped = 0;
    for (int n = 0; n < 10'000; ++n) {
        now += std::chrono::microseconds(random() % 1'500);
        const auto& moments = model.send(now, 1000);
        if (moments.empty())
            ++dropped;
        else
            CHECK(moments.front() - now <= 20ms);
    }
    CHECK(dropped > 0);
}

TEST_CASE("independent loss is within six standard deviations of its rate, and repeats with its seed") {
    constexpr int packets = 100'000;
    for (const double p : {0.001, 0.01, 0.2}) {
        CAPTURE(p);
        const double deviation = std::sqrt(packets * p * (1 - p));
        for (std::uint64_t seed = 0; seed < 5; ++seed)
            CHECK(std::abs(lost({.lost_in_good = p}, seed, packets) - packets * p) < 6 * deviation);
    }
    CHECK(lost({.lost_in_good = 0.2}, 1, 1000) == lost({.lost_in_good = 0.2}, 1, 1000));
    CHECK(lost({.lost_in_good = 0.2}, 1, 1000) != lost({.lost_in_good = 0.2}, 2, 1000));
    CHECK(lost({.lost_in_good = 1}, 1, 1000) == 1000);
    CHECK(lost({}, 1, 1000) == 0);
}

TEST_CASE("loss in bursts has the mean and the length of burst of its chain") {
    constexpr loss_model model{.good_to_bad = 0.004, .bad_to_good = 0.4};
    CHECK(mean_loss(model) == doctest::Approx(0.004 / 0.404));
    CHECK(mean_loss({}) == 0);
    CHECK(mean_loss({.good_to_bad = 0, .bad_to_good = 0, .lost_in_good = 0.5}) == 0.5);
    link_model link({.loss = model, .seed = 3});
    int bursts = 0;
    int losses = 0;
    bool before = false;
    constexpr int packets = 400'000;
    for (int n = 0; n < packets; ++n) {
        const bool is_lost = link.send(start, 100).empty();
        losses += is_lost ? 1 : 0;
        bursts += is_lost && !before ? 1 : 0;
        before = is_lost;
    }
    // About 1584 bursts of 2.5 packets, whose lengths are geometric: 10 % are more than four standard deviations.
    CHECK(losses == doctest::Approx(packets * mean_loss(model)).epsilon(0.1));
    CHECK(static_cast<double>(losses) / bursts == doctest::Approx(2.5).epsilon(0.1));
}

TEST_CASE("a lost packet has used the link") {
    link_model model(
        {.rate = 8'000'000, .queue_bytes = 10'000, .loss = {.good_to_bad = 1, .bad_to_good = 1}});
    CHECK(model.send(start, 1000).empty());
    CHECK(model.lost() == 1);
    CHECK(arrival(model, start, 1000) == start + 2ms);
}

TEST_CASE("jitter does not change which packets are lost") {
    const auto lost_ones = [](std::chrono::nanoseconds jitter) {
        link_model model({.jitter = jitter, .loss = {.lost_in_good = 0.5}, .seed = 9});
        std::vector<bool> result;
        for (int n = 0; n < 100; ++n)
            result.push_back(model.send(start, 100).empty());
        return result;
    };
    CHECK(lost_ones(0ms) == lost_ones(10ms));
}

TEST_CASE("jitter delays by up to its size and never reorders") {
    link_model model({.delay = 20ms, .jitter = 10ms, .seed = 5});
    auto now = start;
    auto last = time_point::min();
    std::chrono::nanoseconds least = 1h;
    std::chrono::nanoseconds most = 0ns;
    for (int n = 0; n < 10'000; ++n) {
        now += n % 2 == 0 ? 0ms : 11ms; // pairs at once, further apart than the jitter
        const auto moment = arrival(model, now, 100);
        REQUIRE(moment >= last);
        last = moment;
        least = std::min(least, std::chrono::nanoseconds(moment - now));
        most = std::max(most, std::chrono::nanoseconds(moment - now));
    }
    CHECK(least >= 20ms);
    CHECK(least < 21ms);
    CHECK(most > 29ms);
    CHECK(most <= 30ms);
}
