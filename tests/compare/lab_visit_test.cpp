// Work of any kind in the lab, in a child that gives up the machine's network.
#include "compare/lab_visit.hpp"
#include "support/in_child.hpp"
#include "support/networks.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <sys/mman.h>
#include <unistd.h>

using namespace std::chrono_literals;
using namespace flags::compare;
using namespace flags::test;

TEST_CASE("work in the lab gets the origin's URL and passes its findings in a file") {
    if (networks_are_forbidden()) return;
    const int status = in_child([] {
        const int found = ::memfd_create("found", 0);
        const auto result = run_in_lab({.path = {.rtt = 10ms}}, [found](const lab_facts& facts) {
            if (facts.base_url != std::getenv("FLAGS_ORIGIN")) return 1; // NOLINT(concurrency-mt-unsafe)
            if (std::getenv(in_the_lab) == nullptr) return 1;            // NOLINT(concurrency-mt-unsafe)
            return ::write(found, "raw samples", 11) == 11 ? 42 : 2;
        });
        std::string read(11, '\0');
        if (::pread(found, read.data(), read.size(), 0) != 11 || read != "raw samples") return 3;
        return result.exit_code == 42 ? 0 : 4;
    });
    CHECK(status == 0);
}

TEST_CASE("work that throws ends the lab with the machine's exit code") {
    if (networks_are_forbidden()) return;
    const int status = in_child([] {
        return run_in_lab({},
                          [](const lab_facts&) -> int { throw std::runtime_error("said on standard error"); })
            .exit_code;
    });
    CHECK(status == 3);
}
