// What is asked of /proc, against what the process knows of itself.
#include "base/this_system.hpp"
#include "support/in_child.hpp"
#include "support/temp_dir.hpp"

#include <flags/base/error.hpp>

#include <doctest/doctest.h>

#include <fstream>
#include <string>
#include <sys/prctl.h>
#include <unistd.h>

using namespace flags;

TEST_CASE("processes of one boot agree on its name") {
    const auto boot = boot_id();
    CHECK(boot.size() == 36); // a UUID: random(4)
    CHECK(test::in_child([&boot] { return boot_id() == boot ? 0 : 1; }) == 0);
}

TEST_CASE("the CPU's model is read from /proc/cpuinfo") {
    CHECK(cpu_model("processor\t: 0\nmodel\t\t: 17\nmodel name\t: Fast CPU @ 3 GHz\nstepping\t: 1\n") ==
          "Fast CPU @ 3 GHz");
    CHECK(cpu_model("processor: 0\nmodel name\t:\nstepping: 1\n") == "unknown CPU");
    CHECK(cpu_model("processor: 0\nBogoMIPS: 50.00\n") == "unknown CPU");
    CHECK(cpu_model("") == "unknown CPU");
    CHECK(cpu_model("model name : last line") == "last line");
}

TEST_CASE("a counter of TCP is read from the kernel's table by its name") {
    const test::temp_dir folder;
    const auto file = folder.path() / "snmp";
    std::ofstream(file)
        << "Ip: A B\nIp: 1 2\nTcp: RtoAlgorithm ActiveOpens RetransSegs\nTcp: 1 42 7\nUdp: X\nUdp: 1\n";
    CHECK(tcp_counter("ActiveOpens", file) == 42);
    CHECK(tcp_counter("RetransSegs", file) == 7);
    CHECK_NOTHROW((void)tcp_counter("ActiveOpens"));
    CHECK_NOTHROW((void)tcp_counter("RetransSegs"));
    CHECK_THROWS_AS((void)tcp_counter("B", file), machine_error);
    CHECK_THROWS_AS((void)tcp_counter("ActiveOpens", folder.path() / "missing"), machine_error);
}

TEST_CASE("a file in memory is read by another process by the path of its descriptor") {
    const auto file = memory_file("flags-test", "content");
    const auto path = path_of_descriptor(::getpid(), file.get());
    CHECK(test::in_child([&path] {
              std::string word;
              std::ifstream(path) >> word;
              return word == "content" ? 0 : 1;
          }) == 0);
    CHECK_FALSE(std::ofstream(path).good()); // neither cut nor written to, whoever opens it
    CHECK(::write(file.get(), "x", 1) == -1);
}

TEST_CASE("the program that runs is known by its file") { CHECK(this_program().filename() == "base_test"); }
