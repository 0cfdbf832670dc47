// The kernel's tables as texts, and the network that this test is in.
#include "base/this_network.hpp"
#include "support/temp_dir.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <string>

using namespace flags;

namespace {

const std::string heads =
    "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n";
const std::string near = "eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n";
const std::string by_wire = "eth0\t00000000\t010200C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n";
const std::string by_radio = "wlan0\t00000000\t016433C6\t0003\t0\t0\t600\t00000000\t0\t0\t0\n";
const std::string by_tunnel = "tun0\t00000000\t00000000\t0001\t0\t0\t50\t00000000\t0\t0\t0\n";

// 192.0.2.1 and 198.51.100.1, and a neighbour that does not answer.
const std::string neighbours =
    "IP address       HW type     Flags       HW address            Mask     Device\n"
    "192.0.2.9        0x1         0x2         02:00:00:00:00:09     *        eth0\n"
    "192.0.2.1        0x1         0x2         02:00:00:00:00:01     *        eth0\n"
    "198.51.100.1     0x1         0x0         00:00:00:00:00:00     *        wlan0\n";

} // namespace

TEST_CASE("the way out is the default route with the least metric") {
    struct table {
        std::string routes;
        std::string interface; // empty: there is none
        std::string gateway_mac;
    };
    const table tables[] = {
        {"", "", ""},
        {heads, "", ""},
        {heads + near, "", ""},
        {heads + by_wire + near, "eth0", "02:00:00:00:00:01"},
        {heads + by_radio + by_wire, "eth0", "02:00:00:00:00:01"},
        {heads + by_radio, "wlan0", ""}, // its gateway's address is not known
        {heads + by_wire + by_tunnel, "tun0", ""},
        {heads + "eth0\t00000000\t010200C0\t0002\t0\t0\t0\t00000000\n", "", ""}, // is down
        {heads + "eth0\t00000000\n\nx\n" + std::string(1000, '\t') + "\n", "", ""},
        {heads + "eth0\tzz\t010200C0\t0003\t0\t0\t0\t00000000\n", "", ""},
    };
    for (const auto& [routes, interface, gateway_mac] : tables) {
        CAPTURE(routes);
        const auto way = default_way_out(routes, neighbours);
        REQUIRE(way.has_value() == !interface.empty());
        if (!way) continue;
        CHECK(way->interface == interface);
        CHECK(way->gateway_mac == gateway_mac);
    }
    CHECK(default_way_out(heads + by_wire, "")->gateway_mac.empty());
}

TEST_CASE("a network is named by its gateway, else by its interface and address") {
    const test::temp_dir tables;
    std::ofstream(tables.path() / "route") << heads << by_wire;
    std::ofstream(tables.path() / "arp") << neighbours;
    CHECK(network_name(tables.path()) == "02:00:00:00:00:01");
    // Without tables the interfaces of this machine count, if it has any but the loopback.
    for (const auto& name : {network_name(tables.path() / "none"), network_name()}) {
        if (!name) continue;
        CHECK_FALSE(name->empty());
        CHECK(std::ranges::all_of(*name, [](char c) { return c >= ' ' && c <= '~'; }));
        CHECK((name->ends_with("/24") || name->ends_with("/64") || name->size() == 17));
    }
}
