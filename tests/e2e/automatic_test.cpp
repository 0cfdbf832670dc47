// `-m auto`: the same flags as with a number, and on a narrow link fewer packets that no queue has room for.
#include "e2e/flags_program.hpp"
#include "origin/server.hpp"
#include "support/networks.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <regex>
#include <string>
#include <vector>

using namespace flags::test;

namespace {

struct lab_run {
    int dropped = 0; // by the queue towards the client
    flags::process::usage ran{};
};

// All flags over a path.
lab_run all_flags(std::vector<std::string> path, const std::string& many) {
    const program flags;
    path.insert(path.begin(), "lab");
    path.insert(path.end(), {"--", "sh", "-c",
                             FLAGS_PROGRAM " --all -s $FLAGS_ORIGIN --ext png --no-progress -v -m " + many});
    lab_run run{.ran = flags.run(path)};
    std::smatch found;
    static const std::regex line("down: .*dropped: ([0-9]+) by the queue");
    if (std::regex_search(run.ran.err, found, line)) run.dropped = std::stoi(found[1]);
    CHECK(run.ran.exit_code == exit_ok);
    CHECK(flags.files().size() > 200);
    return run;
}

} // namespace

TEST_CASE("a run gets the same flags and prints the same, with any number of requests at once") {
    for (const char* const many : {"20", "auto", "auto:3"}) {
        CAPTURE(many);
        const program flags;
        const auto result = flags.run({"-m", many});
        CHECK(result.exit_code == exit_ok);
        CHECK(result.err.empty());
        auto codes = codes_of(result.out, 20);
        std::ranges::sort(codes);
        CHECK(codes == default_codes());
        for (const auto& code : default_codes())
            CHECK((flags.file(code + ".png") == real_flag(code)));
        CHECK(flags.run({"BR", "XX", "-m", many}).exit_code == exit_some_failed);
        CHECK(flags.run({"BR", "-m", many, "--mode", "sequential"}).exit_code == exit_ok);
    }
}

TEST_CASE("with few descriptors an automatic number of requests stays within their limit") {
    const program flags;
    const auto result = flags.shell("ulimit -n 64; \"$@\"", {"--all", "-m", "auto"});
    CHECK(result.exit_code == exit_ok);
    CHECK(flags.files().size() > 200);
}

TEST_CASE("connections that the server closes before they have a request cost no file and no word") {
    hostile_server server(real_flag("BR"));
    server.close_next(4);
    const program flags;
    // A request may meet one that is closed just now, and so each of the four.
    const auto result = flags.run({"-m", "auto", "-s", server.url("/ok"), "--ext", "png", "--retries", "4"});
    CHECK(result.exit_code == exit_ok);
    CHECK(result.err.empty());
    CHECK(codes_of(result.out, 20).size() == 20);
    CHECK(flags.files().size() == 20);
}

TEST_CASE("-v gives the reason for the number of requests at once") {
    const program flags;
    CHECK(flags.run({"-m", "auto", "-v"}).err.contains(" at once: "));
    CHECK_FALSE(flags.run({"-m", "20", "-v"}).err.contains(" at once: "));
}

TEST_CASE("on a narrow link an automatic number of requests fills the queue less than all at once") {
    if (networks_are_forbidden()) return;
    // Every flag has a connection of its own when all are asked for at once: more first packets than the queue holds, many
    // times over. An automatic number begins with twenty at most: the margin is so wide that a busy machine, whose emulation
    // comes late, does not close it.
    const std::vector<std::string> narrow = {"--rtt", "60ms", "--down", "20M", "--up", "20M"};
    const lab_run all = all_flags(narrow, "250");
    const lab_run found_out = all_flags(narrow, "auto");
    CAPTURE(found_out.dropped);
    CHECK(found_out.dropped * 2 < all.dropped);
}

TEST_CASE("without a limit of the link, most of twenty requests are sent in one burst") {
    if (networks_are_forbidden()) return;
    const program flags;
    const std::string inside = FLAGS_PROGRAM " -s $FLAGS_ORIGIN --ext png --no-progress -vv -m auto";
    const auto ran = flags.run({"lab", "--rtt", "100ms", "--", "sh", "-c", inside});
    CHECK(ran.exit_code == exit_ok);
    // Twenty, unless the machine is so busy that the first answers come before the last requests are sent.
    const std::string words = "connections opened: ";
    const auto place = ran.err.find(words);
    REQUIRE(place != std::string::npos);
    CHECK(std::stoi(ran.err.substr(place + words.size())) > 10);
}
