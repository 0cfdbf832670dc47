// A probe measures what is there, and comes back from where nothing does.
#include "netlab/between_networks.hpp"
#include "netlab/ferry.hpp"
#include "netlab/path_probe.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using namespace flags::netlab;
using flags::test::between_networks;

TEST_CASE("a probe measures the round trip and the rates, within the ferry's lateness") {
    between_networks([](const namespaces& three) {
        const conditions path{.rtt = 40ms, .down = 9'000'000, .up = 750'000};
        ferry running(path, [] {});
        const auto probe = probe_path(three, path);
        const auto late = running.stop().late.max();
        if (!probe.rtt || *probe.rtt < 40ms) return 1;
        if (!probe.down || !probe.up) return 2;
        const auto least = [](const packet_train& train, double rate) {
            return std::chrono::duration<double>(static_cast<double>(train.bytes) * 8 / rate);
        };
        if (probe.down->time + late < least(*probe.down, 9e6)) return 3;
        if (probe.up->time + late < least(*probe.up, 750e3)) return 4;
        return probe.down->bytes <= 112'500 && probe.up->bytes <= 9'375 ? 0 : 5; // 100 ms
    });
}

TEST_CASE("a probe leaves the queue of the smallest size without a drop") {
    between_networks([](const namespaces& three) {
        const conditions path{.down = 1'000'000, .queue_bytes = 3'000};
        ferry running(path, [] {});
        const auto probe = probe_path(three, path);
        if (probe.up) return 1; // there is no rate up
        return running.stop().down.queue_full == 0 ? 0 : 2;
    });
}

TEST_CASE("a probe of a path that loses every packet ends without a result") {
    between_networks([](const namespaces& three) {
        const conditions path{.rtt = 2ms, .down = 9'000'000, .loss = {.lost_in_good = 1}};
        const ferry running(path, [] {});
        const auto probe = probe_path(three, path);
        return probe.rtt || probe.down || probe.up ? 1 : 0;
    });
}

TEST_CASE("further conditions leave the packets of a probe alone") {
    between_networks([](const namespaces& three) {
        conditions path{.rtt = 2ms, .down = 9'000'000};
        std::get<duplication>(path.further).part = 1;
        ferry running(path, [] {});
        if (!probe_path(three, path).rtt) return 1;
        return running.stop().down.further == deeds{{"duplicated", 0}} ? 0 : 2;
    });
}

TEST_CASE("a probe is described by its measured values") {
    CHECK(describe(measured_path{}) == "round trip not measured, packets were lost");
    CHECK(describe(
              measured_by({.rtt = 100'100us, .down = packet_train{.bytes = 112'500, .time = 100'123us}})) ==
          "round trip 100.1ms, down 8.99M");
}
