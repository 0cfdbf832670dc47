// Starting the server: what it needs, what it refuses, where it listens.
#include "origin/http_get.hpp"
#include "origin/server.hpp"

#include <flags/base/error.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <iostream>

using namespace std::chrono_literals;
using flags::machine_error;
using flags::storage_error;
using flags::usage_error;
using flags::origin::server;
using flags::test::http_client;

TEST_CASE("missing flags are a storage error that names the package") {
    CHECK_THROWS_WITH_AS(server({.flag_package = "/nonexistent/flags"}),
                         doctest::Contains("apt-get install iso-flags-png-320x240"), storage_error);
    CHECK_THROWS_WITH_AS(server({.flag_package = "/nonexistent/flags"}),
                         doctest::Contains("/nonexistent/flags"), storage_error);
    CHECK_THROWS_WITH_AS(server({.directory = "/nonexistent/site"}), doctest::Contains("/nonexistent/site"),
                         storage_error);
    CHECK_THROWS_AS(server({.directory = "/etc/passwd"}), storage_error);
}

TEST_CASE("missing country names fail the metadata and not the flags") {
    const server origin({.country_names = "/nonexistent/iso_3166-1.json"});
    http_client client;
    const auto metadata = client.get(origin.base_url() + "/bd/metadata.json");
    CHECK(metadata.status == 500);
    CHECK(metadata.body.find("iso-codes") != std::string::npos);
    CHECK(client.get(origin.base_url() + "/bd/bd.png").status == 200);
}

TEST_CASE("a taken port is a machine error that names it") {
    const server first;
    try {
        const server second({.port = first.port()});
        FAIL("two servers on one port");
    } catch (const machine_error& e) {
        CHECK(e.code() == std::errc::address_in_use);
        CHECK(std::string(e.what()).find("127.0.0.1:" + std::to_string(first.port())) != std::string::npos);
    }
}

TEST_CASE("an IPv6 address is served and stands in brackets") {
    try {
        const server origin({.bind_address = "::1"});
        CHECK(origin.base_url() == "http://[::1]:" + std::to_string(origin.port()) + "/flags");
        CHECK(http_client().get(origin.base_url() + "/cn/cn.png").status == 200);
    } catch (const machine_error& e) {
        if (e.code() != std::errc::address_not_available &&
            e.code() != std::errc::address_family_not_supported)
            throw;
        std::cout << "SKIPPED: no IPv6 on this machine\n";
    }
}

TEST_CASE("wrong options are usage errors") {
    CHECK_THROWS_WITH_AS(server({.bind_address = "localhost"}), doctest::Contains("\"localhost\""),
                         usage_error);
    CHECK_THROWS_AS(server({.bind_address = ""}), usage_error);
    CHECK_THROWS_AS(server({.bind_address = "fe80::1%lo"}), usage_error);
    CHECK_THROWS_AS(server({.min_delay = -1ns}), usage_error);
    CHECK_THROWS_AS(server({.min_delay = 2s, .max_delay = 1s}), usage_error);
    CHECK_THROWS_AS(server({.max_delay = 1h + 1ns}), usage_error);
    CHECK_THROWS_AS(server({.error_rate = -0.1}), usage_error);
    CHECK_THROWS_AS(server({.error_rate = 1.1}), usage_error);
    CHECK_THROWS_AS(server({.error_rate = std::nan("")}), usage_error);
    CHECK_THROWS_AS(server({.idle_timeout = 0s}), usage_error);
}
