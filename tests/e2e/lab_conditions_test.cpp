// `flags lab` with further conditions: they are said, they work, and what they did is counted.
#include "e2e/flags_program.hpp"
#include "e2e/lab_command.hpp"
#include "support/networks.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

using namespace flags::test;

TEST_CASE("packets that come twice, overtake or are policed cost time only and are counted") {
    if (networks_are_forbidden()) return;
    const program flags;
    const auto ran =
        flags.run(lab({"--rtt", "20ms", "--duplicate", "30%", "--reorder", "30%:5ms", "--police", "2M:20k"},
                      std::string(FLAGS_PROGRAM) + " -s $FLAGS_ORIGIN --ext png"));
    CHECK(ran.exit_code == exit_ok);
    for (const auto& code : default_codes())
        CHECK((flags.file(code + ".png") == real_flag(code)));
    CHECK(ran.err.contains("lab: rtt 20ms, policed to 2M after a burst of 20480 bytes each way, 30% "
                           "duplicated each way, 30% overtaking by 5ms each way, seed 0; "));
    CHECK(ran.err.contains("by loss; policed: 0; duplicated: ")); // up, where little is sent
    CHECK_FALSE(ran.err.contains("; duplicated: 0"));
    CHECK(ran.err.rfind("; policed: 0") < ran.err.rfind("; policed: "));
}

TEST_CASE("a radio that sleeps delays the first packet of a command, although a probe came before it") {
    if (networks_are_forbidden()) return;
    const program flags;
    const auto ran = flags.run(
        lab({"--wake-up", "700ms"}, "curl -s -o cn.png -w '%{time_connect}' $FLAGS_ORIGIN/cn/cn.png"));
    REQUIRE(ran.exit_code == exit_ok);
    CHECK(std::stod(ran.out) >= 0.7);
    CHECK(ran.err.contains("; delayed by wake up: 1\n"));
}

TEST_CASE("a managed queue drops early instead of filling up") {
    if (networks_are_forbidden()) return;
    const program flags;
    std::filesystem::create_directories(flags.folder() / "cn");
    std::ofstream(flags.folder() / "cn/cn.png") << std::string(2'000'000, 'x');
    const auto ran = flags.run(
        lab({"--rtt", "20ms", "--down", "8M", "--queue", "1s", "--aqm", "fq-codel", "--origin-dir", "."},
            "curl -s $FLAGS_ORIGIN/cn/cn.png | wc -c"));
    CHECK(ran.out == "2000000\n");
    CHECK(ran.err.contains("dropped: 0 by the queue, 0 by loss; aqm drops: "));
    CHECK_FALSE(ran.err.contains("aqm drops: 0")); // up has no rate, so it has no queue
}

TEST_CASE("the congestion control of the lab's TCP is chosen among those that the kernel allows") {
    if (networks_are_forbidden()) return;
    const program flags;
    const std::string chosen = "cat /proc/sys/net/ipv4/tcp_congestion_control";
    CHECK(flags.run(lab({}, chosen)).out == "reno\n");
    std::ifstream allowed("/proc/sys/net/ipv4/tcp_allowed_congestion_control");
    for (std::string name; allowed >> name;) {
        const auto ran = flags.run(lab({"--tcp", name}, chosen));
        CHECK(ran.out == name + "\n");
        CHECK(ran.err.contains("; tcp " + name + "; http"));
    }
    const auto unknown = flags.run(lab({"--tcp", "nosuch"}, chosen));
    CHECK(unknown.exit_code == exit_machine);
    CHECK(unknown.out.empty());
    std::ifstream available("/proc/sys/net/ipv4/tcp_available_congestion_control");
    std::string names;
    std::getline(available, names);
    CHECK(unknown.err.contains("cannot use the congestion control nosuch: the kernel has " + names + ";"));
}

TEST_CASE("a rate varies by the traces that are given") {
    if (networks_are_forbidden()) return;
    const program flags;
    std::ofstream(flags.folder() / "slow") << "0\n40\n80\n"; // 36 kbit in 80 ms
    const auto ran = flags.run(
        lab({"--trace-down", "slow", "--trace-up", "slow"}, "curl -s -o cn.png $FLAGS_ORIGIN/cn/cn.png"));
    REQUIRE(ran.exit_code == exit_ok);
    CHECK((read_file(flags.folder() / "cn.png") == real_flag("CN")));
    CHECK(ran.err.contains("down by a trace of 80ms (450k on average), up by a trace of 80ms"));
}
