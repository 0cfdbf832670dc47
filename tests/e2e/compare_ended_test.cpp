// `flags compare` that is killed, interrupted, or ended as it begins: nothing stays.
#include "e2e/flags_program.hpp"
#include "support/networks.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <sstream>
#include <string>
#include <sys/stat.h>
#include <vector>

using namespace flags::test;
using flags::process::child;

TEST_CASE("a killed comparison leaves no processes and no files") {
    if (networks_are_forbidden()) return;
    const program flags;
    ::mkfifo((flags.folder() / "told").c_str(), 0600);
    const std::string hangs = "hangs=: {urls}; echo {dir} >told; exec sleep 1000";
    child running(flags.command({"compare", "CN", "--rtt", "1ms", "--peer", hangs}));
    std::istringstream result(read_file(flags.folder() / "told"));
    std::filesystem::path folder;
    REQUIRE(static_cast<bool>(result >> folder));
    const auto all = descendants_of(running.pid());
    CHECK(all.size() >= 3); // the guardian, who measures, and the peer
    CHECK(std::filesystem::exists(folder));
    REQUIRE(::kill(running.pid(), SIGKILL) == 0);
    for (const auto& each : all)
        await_end(each);
    CHECK_FALSE(std::filesystem::exists(folder.parent_path()));
    CHECK(running.wait().exit_code == 128 + SIGKILL);
}

TEST_CASE("a comparison and a matrix that are ended as they begin leave no files") {
    if (networks_are_forbidden()) return;
    // In a mount namespace, whose /dev/shm nobody else writes to. The guardian removes what is there, if it has come so far.
    const std::string early = R"sh(exec unshare --user --map-root-user --mount sh -c '
        mount -t tmpfs none /dev/shm || exit 77
        for signal in TERM HUP KILL TERM HUP KILL; do
            for time in 0 0.005 0.01 folder; do
                "$@" >/dev/null 2>&1 & run=$!
                if [ $time = folder ]; then # as soon as it is there
                    until [ -e /dev/shm/flags-* ] || ! kill -0 $run 2>/dev/null; do :; done
                else
                    sleep $time
                fi
                kill -$signal $run 2>/dev/null
                wait $run
                looks=0
                until [ -z "$(ls -A /dev/shm)" ]; do
                    looks=$((looks + 1))
                    [ $looks -lt 600 ] || { echo "left after $signal at $time"; exit 1; }
                    sleep 0.05
                done
            done
        done' sh "$@")sh";
    for (const std::vector<std::string>& words :
         {std::vector<std::string>{"compare", "CN", "--rtt", "1ms", "--runs", "1"},
          std::vector<std::string>{"bench", "CN", "--vary", "rtt=1ms", "-m", "1", "--runs", "1"}}) {
        const program flags;
        const auto ran = flags.shell(early, words);
        if (ran.exit_code == 77 || ran.err.contains("unshare")) {
            std::puts("SKIPPED: this machine does not let a process mount a disk of its own");
            return;
        }
        CHECK(ran.out.empty());
        CHECK(ran.exit_code == exit_ok);
    }
}

TEST_CASE("Ctrl-C ends a comparison before the next run, without a result") {
    if (networks_are_forbidden()) return;
    const program flags;
    // The signal goes to all processes of the terminal; here the program under comparison sends it to the one that waits
    // for it.
    const auto ran = flags.run({"compare", "CN", "--rtt", "1ms", "--runs", "50", "--json", "c.json", "--peer",
                                "stop=: {urls} {dir}; kill -INT $PPID"});
    CHECK(ran.exit_code == exit_interrupted);
    CHECK(ran.out.empty());
    CHECK_FALSE(std::filesystem::exists(flags.folder() / "c.json"));
}
