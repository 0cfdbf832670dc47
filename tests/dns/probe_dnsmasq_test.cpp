// Names of a real name server: dnsmasq.
#include "probes.hpp"
#include "support/dnsmasq.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

using namespace flags;
using dns::probe_kind;

TEST_CASE("dnsmasq's answers of every kind") {
    if (!test::dnsmasq::available()) {
        std::puts("SKIPPED: no dnsmasq (apt-get install dnsmasq-base)");
        return;
    }
    std::vector<std::string> records = {"--host-record=both.test,127.0.0.1,::1",
                                        "--host-record=four.test,127.0.0.4",
                                        "--host-record=six.test,::6",
                                        "--txt-record=text.test,hello",
                                        "--cname=alias.test,link.test",
                                        "--cname=link.test,four.test",
                                        "--cname=broken.test,nowhere.test",
                                        "--local-ttl=77"};
    std::vector<std::string> many;
    for (int i = 1; i <= 60; ++i) { // 60 × 16 bytes: more than the 512 of a datagram without EDNS
        many.push_back("127.0.9." + std::to_string(i));
        records.push_back("--address=/many.test/" + many.back());
    }
    std::ranges::sort(many);
    const test::dnsmasq server(records);
    const auto options = test::asking(server.address());

    const auto both = test::probe("both.test", options);
    CHECK(both.kind == probe_kind::found);
    CHECK(both.addresses == std::vector<std::string>{"127.0.0.1", "::1"});
    CHECK((both.ttl && both.ttl->count() == 77));
    CHECK(test::probe("four.test", options).addresses == std::vector<std::string>{"127.0.0.4"});
    CHECK(test::probe("six.test", options).addresses == std::vector<std::string>{"::6"});
    CHECK(test::probe("text.test", options).kind == probe_kind::no_address);
    CHECK(test::probe("nobody.test", options).kind == probe_kind::not_found);
    CHECK(test::probe("alias.test", options).addresses == std::vector<std::string>{"127.0.0.4"});
    const auto broken = test::probe("broken.test", options).kind;
    CHECK((broken == probe_kind::no_address || broken == probe_kind::not_found));
    const auto outside = test::probe("elsewhere.example", options); // it has no upstream server
    CHECK(outside.kind == probe_kind::failed);
    CHECK(outside.cause == "refused");
    auto found = test::probe("many.test", options).addresses;
    std::ranges::sort(found);
    CHECK(found == many);
}
