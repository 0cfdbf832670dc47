// `flags lab`: a command, a slow path, a server; and nothing of it afterwards.
#include "e2e/flags_program.hpp"
#include "e2e/lab_command.hpp"
#include "support/networks.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <poll.h>
#include <set>
#include <sstream>
#include <string>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

using namespace flags::test;
using flags::process::child;

TEST_CASE("a command in the lab has the round trip, and the flag arrives whole") {
    if (networks_are_forbidden()) return;
    const program flags;
    const auto ran =
        flags.run(lab({"--rtt", "100ms"}, "curl -s -o cn.png -w '%{time_connect}' $FLAGS_ORIGIN/cn/cn.png"));
    REQUIRE(ran.exit_code == exit_ok);
    CHECK(std::stod(ran.out) >= 0.1);
    CHECK((read_file(flags.folder() / "cn.png") == real_flag("CN")));
    CHECK(ran.err.contains("lab: rtt 100ms; tcp reno; http://198.18.0.2/flags\n"));
    CHECK(ran.err.contains("lab: before: round trip 1"));
    CHECK(ran.err.contains("lab: after: round trip 1"));
    CHECK(ran.err.contains("dropped: 0 by the queue, 0 by loss"));
    CHECK(ran.err.contains("99th percentile"));
}

TEST_CASE("over TLS in the lab, a client that trusts its CA gets the flag whole, any other does not") {
    if (networks_are_forbidden()) return;
    const program flags;
    const auto ran =
        flags.run(lab({"--tls"}, "curl -s -o cn.png $FLAGS_ORIGIN/cn/cn.png; echo $?\n" FLAGS_PROGRAM
                                 " -s $FLAGS_ORIGIN --ext png BR --no-progress; echo $?\n"
                                 "unset CURL_CA_BUNDLE SSL_CERT_FILE\n"
                                 "curl -s -o none.png $FLAGS_ORIGIN/cn/cn.png; echo $?\n" FLAGS_PROGRAM
                                 " -s $FLAGS_ORIGIN --ext png FR --no-progress >/dev/null; echo $?"));
    REQUIRE(ran.exit_code == exit_ok);
    CHECK((read_file(flags.folder() / "cn.png") == real_flag("CN")));
    CHECK((flags.file("BR.png") == real_flag("BR")));
    CHECK(flags.files() == std::set<std::string>{"BR.png"});
    CHECK(ran.out.starts_with("0\nBR"));
    CHECK(ran.out.ends_with("0\n60\n1\n")); // 60: not trusted, curl(1)
    CHECK(ran.err.contains("FR: https://198.18.0.2/flags/fr/fr.png: the certificate is not trusted"));
}

TEST_CASE("a TLS handshake takes one round trip") {
    if (networks_are_forbidden()) return;
    constexpr double rtt = 0.5; // long beside what a slow machine takes for the keys
    const program flags;
    const auto ran = flags.run(lab({"--tls", "--rtt", "500ms"},
                                   "curl -s -o cn.png -w '%{stderr}%{time_connect}\n%{time_appconnect}\n' "
                                   "$FLAGS_ORIGIN/cn/cn.png 2>&1"));
    if (ran.err.contains("INVALID")) {
        std::puts("SKIPPED: this machine is too busy to emulate a network");
        return;
    }
    REQUIRE(ran.exit_code == exit_ok);
    std::istringstream times(ran.out);
    double connected = 0;
    double trusted = 0;
    times >> connected >> trusted;
    REQUIRE(trusted > 0);
    CHECK(static_cast<int>((trusted - connected) / rtt) == 1);
}

TEST_CASE("flags runs in the lab, where loss and a slow link only cost time") {
    if (networks_are_forbidden()) return;
    const program flags;
    const auto ran = flags.run(lab({"--profile", "lossy-wifi", "--loss", "2%", "--seed", "3"},
                                   std::string(FLAGS_PROGRAM) + " -s $FLAGS_ORIGIN --ext png"));
    CHECK(ran.exit_code == exit_ok);
    for (const auto& code : default_codes())
        CHECK((flags.file(code + ".png") == real_flag(code)));
}

TEST_CASE("the server of the lab delays, fails or serves another folder as its options say") {
    if (networks_are_forbidden()) return;
    const program flags;
    lay_out_flags(flags.folder() / "site", {"BR"});
    const auto script =
        "curl -s -o /dev/null -w '%{http_code} %{time_starttransfer}' $FLAGS_ORIGIN/br/br.png";
    CHECK(flags.run(lab({"--origin-error-rate", "1"}, script)).out.starts_with("418 "));
    const auto slow = flags.run(lab({"--origin-dir", "site", "--origin-delay", "0.2"}, script)).out;
    REQUIRE(slow.starts_with("200 "));
    CHECK(std::stod(slow.substr(4)) >= 0.2);
}

TEST_CASE("the command's exit code is the lab's") {
    if (networks_are_forbidden()) return;
    const program flags;
    CHECK(flags.run(lab({}, "exit 7")).exit_code == 7);
    CHECK(flags.run(lab({}, "kill -TERM $$")).exit_code == 128 + SIGTERM);
    const auto missing = flags.run({"lab", "--", "no-such-program"});
    CHECK(missing.exit_code == 127);
    CHECK(missing.err.contains("cannot run no-such-program: No such file"));
    CHECK(flags.run({"lab", "--", "/"}).exit_code == 126);
}

TEST_CASE("the command has its input, its signals and an environment without proxies") {
    if (networks_are_forbidden()) return;
    const program flags;
    // A shell whose SIGPIPE is ignored would let yes(1) complain.
    const auto ran = flags.shell("export http_proxy=http://192.0.2.1:1; echo typed | \"$@\"",
                                 lab({}, "cat; echo \"proxy:$http_proxy\"; yes | head -n 1"));
    CHECK(ran.out == "typed\nproxy:\ny\n");
    CHECK_FALSE(ran.err.contains("yes:"));
}

TEST_CASE("programs that a command leaves running end with it") {
    if (networks_are_forbidden()) return;
    const program flags;
    const auto result = flags.folder() / "alive";
    REQUIRE(::mkfifo(result.c_str(), 0600) == 0);
    const flags::unique_fd alive(::open(result.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    CHECK(flags.run(lab({}, "setsid sleep 1000 >alive 2>&1 & echo here >alive")).exit_code == exit_ok);
    char text[8] = {};
    CHECK(::read(alive.get(), text, sizeof text) == 5);
    pollfd writers{.fd = alive.get(), .events = POLLIN, .revents = 0};
    CHECK(::poll(&writers, 1, -1) == 1); // nobody can write any more, or this test runs into its time limit
    CHECK(writers.revents == POLLHUP);
}

namespace {

// Starts a command that leaves a process running, and returns all processes of the lab: the guardian is the first.
std::vector<running_process> processes_of_a_lab(child& running) {
    CHECK(running.read_line() == "ready");
    auto all = descendants_of(running.pid());
    CHECK(all.size() >= 3); // the guardian, sh, sleep
    return all;
}

const auto leaves_a_sleep = "setsid sleep 1000 & echo ready; wait";

} // namespace

TEST_CASE("a killed lab leaves no process") {
    if (networks_are_forbidden()) return;
    for (const int signal : {SIGKILL, SIGTERM}) {
        CAPTURE(signal);
        const program flags;
        child running(flags.command(lab({}, leaves_a_sleep)));
        const auto all = processes_of_a_lab(running);
        REQUIRE(::kill(running.pid(), signal) == 0);
        for (const auto& each : all) // without an end this test runs into its time limit
            await_end(each);
        CHECK(running.wait().exit_code == 128 + signal);
    }
}

TEST_CASE("nothing is left behind when its guardian is killed, alone or with the lab") {
    if (networks_are_forbidden() || own_pids_are_forbidden()) return;
    for (const bool also_the_lab : {false, true}) {
        CAPTURE(also_the_lab);
        const program flags;
        child running(flags.command(lab({}, leaves_a_sleep)));
        const auto all = processes_of_a_lab(running);
        REQUIRE(::kill(all.front().pid, SIGSTOP) == 0); // it shall not see the lab's end before its own
        if (also_the_lab) REQUIRE(::kill(running.pid(), SIGKILL) == 0);
        REQUIRE(::kill(all.front().pid, SIGKILL) == 0);
        for (const auto& each : all)
            await_end(each);
        CHECK(running.wait().exit_code == 128 + SIGKILL);
    }
}

TEST_CASE("a command in the lab sees its own processes in /proc, and no others") {
    if (networks_are_forbidden() || own_pids_are_forbidden()) return;
    const program flags;
    const auto ran = flags.run(
        lab({}, "read -r self _ </proc/self/stat; set -- /proc/[0-9]*; echo $#; echo $$; echo $self"));
    CHECK(ran.exit_code == exit_ok);
    // The first of the numbers, and sh, whose number is 2 unless a thread had that (ThreadSanitizer starts one).
    CHECK((ran.out == "2\n2\n2\n" || ran.out == "2\n3\n3\n"));
}

TEST_CASE("an ordinary user can use the lab, and stays that user in it") {
    if (networks_are_forbidden()) return;
    if (::geteuid() != 0) return; // then every case here is this one
    const program flags;
    const auto ran =
        flags.shell("as_nobody='setpriv --reuid=65534 --regid=65534 --clear-groups'\n"
                    "$as_nobody test -x \"$1\" || { echo unreachable; exit; }\n"
                    "exec $as_nobody \"$@\"",
                    lab({"--rtt", "20ms", "--tls"},
                        "id -u; curl -s -o /dev/null -w '%{http_code}' $FLAGS_ORIGIN/cn/cn.png"));
    if (ran.out == "unreachable\n") {
        std::puts("SKIPPED: nobody may not read the folder of the build");
        return;
    }
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
    // Only a process with one thread gets a user namespace, and the sanitizer has a thread of its own, most of the time.
    if (ran.exit_code == exit_machine) {
        std::puts("SKIPPED: ThreadSanitizer's thread stands in the way of an ordinary user's namespace");
        return;
    }
#endif
#endif
    CHECK(ran.out == "65534\n200");
    CHECK(ran.exit_code == exit_ok);
}

TEST_CASE("forbidden namespaces are reported in one sentence with a remedy, and exit code 3") {
    if (networks_are_forbidden()) return;
    const program flags;
    const auto ran =
        flags.shell("exec unshare --map-root-user sh -c 'echo 0 >/proc/sys/user/max_net_namespaces &&\n"
                    "echo 0 >/proc/sys/user/max_user_namespaces && exec \"$@\"' sh \"$@\"",
                    {"lab", "--", "true"});
    CHECK(ran.exit_code == exit_machine);
    CHECK(ran.out.empty());
    CHECK(ran.err.contains("sysctl -w user.max_user_namespaces="));
    CHECK(ran.err.ends_with("\n"));
    CHECK(ran.err.find('\n') + 1 == ran.err.size());
}

TEST_CASE("profiles are listed for people and for programs") {
    const program flags;
    const auto text = flags.run({"profiles"});
    CHECK(text.exit_code == exit_ok);
    CHECK(text.out.contains("slow-4g     rtt 150ms, down 1.6M, up 750k\n"));
    const auto all = nlohmann::json::parse(flags.run({"profiles", "--json"}).out);
    REQUIRE(all.size() > 10);
    for (const auto& one : all)
        CHECK_FALSE(one["source"].get<std::string>().empty());
    CHECK(all.front()["name"] == "dial");
    CHECK(all.front()["rtt_ms"] == 120);
    CHECK(all.front()["queue_up_bytes"] == 65'536);
    CHECK(all.back()["down_bps"].is_null());
}
