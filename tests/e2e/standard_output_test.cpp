// Standard output that goes away, is full, or was never there.
#include "e2e/flags_program.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

using namespace flags::test;

TEST_CASE("a closed pipe on standard output is not a failure: all flags are saved") {
    const program flags;
    const auto result = flags.shell(R"({ "$@"; echo "exit $?" >&2; } | head -c 3)", {});
    CHECK(result.out.size() == 3);
    CHECK(result.out.ends_with(' '));
    CHECK(result.err == "exit 0\n");
    CHECK(flags.files().size() == 20);
}

TEST_CASE("a closed pipe is not a failure of help") {
    const program flags;
    CHECK(flags.shell("{ \"$@\"; echo \"exit $?\" >&2; } | true", {"--help"}).err == "exit 0\n");
}

TEST_CASE("a full disk behind standard output is reported in one sentence") {
    const program flags;
    for (const auto* const word : {"BR", "--help"}) {
        const auto result = flags.shell("exec \"$@\" >/dev/full", {word});
        CHECK(result.exit_code == exit_machine);
        CHECK(result.err == "flags: cannot write to standard output: No space left on device\n");
    }
}

TEST_CASE("numbers of closed standard streams are not reused for files and sockets") {
    const program flags;
    const auto no_output = flags.shell("exec \"$@\" <&- >&-", {"BR"});
    CHECK(no_output.exit_code == exit_machine);
    CHECK(no_output.err == "flags: cannot write to standard output: Bad file descriptor\n");

    std::string nobody;
    {
        const hostile_server gone("");
        nobody = gone.url("/");
    }
    const auto none = flags.shell("exec \"$@\" <&- >&- 2>&-", {"BR", "-s", nobody});
    CHECK(none.exit_code == exit_machine);

    const auto no_input = flags.shell("exec \"$@\" <&-", {"BR"});
    CHECK(no_input.exit_code == exit_ok);
    CHECK((flags.file("BR.png") == real_flag("BR")));
}

TEST_CASE("a message in the same pipe or file as the codes has its own line") {
    hostile_server server("");
    server.on("br", [](connection& peer) { return peer.send(answer_with(real_flag("BR"))); });
    const program flags;
    // One after another: BR is there, CN is refused, and its message does not hang behind BR.
    const std::vector<std::string> words = {"BR",    "CN",  "-s",          server.url("/"),
                                            "--ext", "png", "--sequential"};
    const auto piped = flags.shell("exec \"$@\" 2>&1", words).out;
    CHECK(piped.starts_with("BR \nCN: http://"));
    CHECK((flags.shell("\"$@\" >both.txt 2>&1; cat both.txt", words).out.starts_with("BR \nCN: http://")));
    CHECK(flags.shell("exec \"$@\" 2>/dev/null", words).out.starts_with("BR \n1 download in "));
}

TEST_CASE("codes are visible before the run is over") {
    hostile_server server("");
    server.on("br", [](connection& peer) { return peer.send(answer_with(real_flag("BR"))); });
    server.on("cn", [](connection& peer) {
        peer.wait_until_peer_closes();
        return false;
    });
    const program flags;
    flags::process::child running(flags.command({"BR", "CN", "-s", by_country(server), "--ext", "png"}));
    CHECK(running.read_line(' ') == "BR");
    CHECK(flags.files() == std::set<std::string>{"BR.png"});
}
