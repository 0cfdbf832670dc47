// A queue with CoDel in front of a rate: whoever overloads it is kept at a short delay, and flows share it evenly.
#include "netlab/link_with.hpp"
#include "netlab/managed_queue.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

using namespace std::chrono_literals;
using namespace flags::netlab;
using namespace flags::test;
using method = queue_management::method;

namespace {

constexpr link_clock::time_point begin_of_managing{1h};

// 12 Mbit/s: a packet of 1500 bytes each millisecond.
lab_link managed(method by, std::size_t queue = 1'000'000) {
    return link_with({.rate = 12'000'000, .queue_bytes = queue}, queue_management{.by = by});
}

packet of_flow(std::uint64_t flow, std::size_t bytes = 1500) { return {.bytes = bytes, .flow = flow}; }

// Numbers of flows in the order in which their packets come out until nothing is left.
std::vector<std::uint64_t> order_of(lab_link& path) {
    std::vector<std::uint64_t> order;
    while (const packet* const each = path.take(begin_of_managing + 1h))
        order.push_back(each->flow);
    return order;
}

} // namespace

TEST_CASE("without overload a managed queue is as one that is not, at a constant rate and by a trace") {
    for (const auto by : {method::codel, method::fq_codel}) {
        auto path = managed(by);
        auto plain = lab_link({.rate = 12'000'000, .queue_bytes = 1'000'000});
        auto traced_one = link_with({.queue_bytes = 1'000'000, .towards = way::down},
                                    queue_management{.by = by}, varying_rate{.down = {0, 3, 3, 10}});
        auto traced_plain =
            link_with({.queue_bytes = 1'000'000, .towards = way::down}, varying_rate{.down = {0, 3, 3, 10}});
        for (int n = 0; n < 1'000; ++n) {
            const auto now = begin_of_managing + n * 3ms + (n % 3) * 1ms;
            const std::size_t bytes = 100 + static_cast<std::size_t>(n) % 1'400;
            for (auto* const pair : {&path, &traced_one}) {
                CHECK(pair->next() == link_clock::time_point::max());
                pair->put(now, of_flow(1, bytes));
                const auto when = pair->next();
                REQUIRE(when >= now);
                const packet* const out = pair->take(when);
                REQUIRE(out != nullptr);
                CHECK(out->moments == (pair == &path ? plain : traced_plain).send(now, bytes));
            }
        }
        CHECK(path.further() == deeds{{"aqm_drops", 0}});
    }
}

TEST_CASE("a packet's way is not known before it begins to leave") {
    auto path = managed(method::codel);
    path.put(begin_of_managing, of_flow(1));
    path.put(begin_of_managing, of_flow(2));
    CHECK(path.held() == 3000);
    REQUIRE(path.take(begin_of_managing) != nullptr);
    CHECK(path.take(begin_of_managing + 999us) == nullptr);
    CHECK(path.next() == begin_of_managing + 1ms);
    const packet* const second = path.take(begin_of_managing + 1ms);
    REQUIRE(second != nullptr);
    CHECK(second->moments == std::vector(1, begin_of_managing + 2ms));
    CHECK(path.held() == 0);
    CHECK(path.next() == link_clock::time_point::max());
}

TEST_CASE("a sender that heeds drops waits for about the target, where a queue without CoDel would be full") {
    // Additive increase, multiplicative decrease: a window of packets that come again when they are out, halved by a drop.
    auto path = managed(method::codel);
    double window = 100;
    double under_way = 0;
    std::uint64_t drops = 0;
    std::chrono::nanoseconds late_delay{0};
    int late_packets = 0;
    for (auto time = 0ms; time < 20s; time += 1ms) {
        const auto now = begin_of_managing + time;
        for (; under_way < window; ++under_way) {
            auto each = of_flow(1);
            each.content.resize(1);
            path.put(now, std::move(each));
        }
        while (const packet* const each = path.take(now)) {
            --under_way;
            window += 1 / window;
            static_cast<void>(each);
        }
        if (const auto count = path.further().front().second; count > drops) {
            under_way -= static_cast<double>(count - drops);
            drops = count;
            window = std::max(2., window / 2);
        }
        if (time < 10s) continue;
        late_delay += std::chrono::nanoseconds(static_cast<std::int64_t>(path.held()) * 1ms / 1500);
        ++late_packets;
    }
    CHECK(drops > 10);
    CHECK(path.queue_full() == 0);
    CHECK(late_delay / late_packets < 20ms);
}

TEST_CASE("a full queue drops what comes, or of the longest flow") {
    auto one = managed(method::codel, 4'500);
    for (const std::uint64_t flow : {1U, 1U, 1U, 2U})
        one.put(begin_of_managing, of_flow(flow));
    CHECK(order_of(one) == std::vector<std::uint64_t>{1, 1, 1});
    CHECK(one.queue_full() == 1);
    auto fair = managed(method::fq_codel, 4'500);
    for (const std::uint64_t flow : {1U, 1U, 1U, 2U})
        fair.put(begin_of_managing, of_flow(flow));
    CHECK(order_of(fair) == std::vector<std::uint64_t>{1, 2, 1});
    CHECK(fair.queue_full() == 1);
}

TEST_CASE("flows take turns by bytes, and one that comes new goes first") {
    auto path = managed(method::fq_codel);
    for (int n = 0; n < 40; ++n)
        path.put(begin_of_managing, of_flow(1));
    for (int n = 0; n < 80; ++n)
        path.put(begin_of_managing, of_flow(2, 750));
    std::array<std::size_t, 3> bytes{};
    for (int n = 0; n < 60; ++n) {
        const packet* const each = path.take(path.next());
        REQUIRE(each != nullptr);
        bytes.at(each->flow) += each->bytes;
        CHECK(std::max(bytes[1], bytes[2]) - std::min(bytes[1], bytes[2]) <= 3000);
    }
    path.put(path.next(), of_flow(3, 40));
    CHECK(path.take(path.next())->flow == 3);
}

TEST_CASE("management is read, told and refused") {
    queue_management read;
    CHECK(queue_management::terms[0].take(read, "codel").empty());
    CHECK(read.describe() == "codel");
    CHECK(queue_management::terms[0].take(read, "fq-codel").empty());
    CHECK(read.describe() == "fq-codel");
    CHECK(read.facts()[0].value == 5);
    CHECK(read.facts()[2].value == 1024);
    CHECK(queue_management::terms[0].take(read, "drop-tail").empty());
    CHECK(read == queue_management());
    CHECK(queue_management::terms[0].take(read, "red") == "give codel, fq-codel or drop-tail");
    // Without a rate nothing waits.
    CHECK(link_with({}, queue_management{.by = method::codel}).further().empty());
}
