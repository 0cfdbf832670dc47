// `flags get -i`: lists of any files.
#include "e2e/flags_program.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <atomic>
#include <string>

using namespace flags::test;

namespace {

// Sends the program a line through a named pipe, and waits until its file is there.
const std::string first_line = "mkfifo list; \"$@\" & exec 3>list; echo \"$URL\" >&3; "
                               "until test -e flags_out/a; do sleep 0.02; done; ";

std::string with_url(const std::string& url, const std::string& script) {
    return "URL='" + url + "'; " + script;
}

} // namespace

TEST_CASE("a file is downloaded while the list makes one wait for its next line") {
    hostile_server server("abc");
    const program flags;
    const auto result =
        flags.shell(with_url(server.url("/ok/a"), first_line + "echo \"$URL/b\" >&3; exec 3>&-; wait $!"),
                    {"get", "-i", "list"});
    CHECK(result.exit_code == exit_ok);
    CHECK(result.err.empty());
    CHECK(result.out.starts_with("2 downloads in "));
    CHECK(flags.files() == std::set<std::string>{"a", "b"});
    CHECK(flags.file("b") == "abc");
}

TEST_CASE("a list that never ends is left when the program is interrupted") {
    hostile_server server("abc");
    const program flags;
    const auto result = flags.shell(with_url(server.url("/ok/a"), first_line + "kill -TERM $!; wait $!"),
                                    {"get", "-i", "list"});
    CHECK(result.exit_code == exit_interrupted);
    CHECK(result.out.starts_with("1 download in "));
    CHECK(result.err.contains("interrupted: the rest of the list was not asked for\n"));
}

TEST_CASE("URLs of the command line follow redirects, into folders that are asked for") {
    hostile_server server(real_flag("BR"));
    const program flags;
    const auto result =
        flags.run({"get", server.url("/to-ok/br.png"), "-o", "out", "--name-template", "{host}/{path}"});
    CHECK(result.exit_code == exit_ok);
    CHECK(result.err.empty());
    const auto host = "127.0.0.1_" + std::to_string(server.port());
    CHECK((read_file(flags.folder() / "out" / host / "to-ok" / "br.png") == real_flag("BR")));
}

TEST_CASE("what a list lacks at the end is grouped, kept for the next run, and comes with it") {
    std::atomic<bool> is_mended = false;
    hostile_server server("");
    server.on("file", [&is_mended](connection& peer) {
        return peer.send(is_mended ? answer_with("abc")
                                   : "HTTP/1.1 418 I'm a teapot\r\nContent-Length: 0\r\n\r\n");
    });
    const program flags;
    std::string list = "nothing\n" + server.url("/ok/first") + "\n";
    for (int n = 0; n < 15; ++n)
        list += server.url("/file/" + std::to_string(n)) + "\tsub/" + std::to_string(n) + "\n";
    write_file(flags.folder() / "list", list);
    const auto first = flags.run({"get", "-i", "list", "--failed", "failed", "--journal", "j"});
    CHECK(first.exit_code == exit_some_failed);
    CHECK(first.out.starts_with("1 download in "));
    CHECK(first.err.contains(
        "\nfurther failures are only counted (-v shows each, --failed FILE keeps them)\n"));
    CHECK(first.err.contains("1 line of the list was left out: 1 × no URL to fetch: "));
    CHECK(first.err.ends_with("not there: 418 × 15 at 127.0.0.1:" + std::to_string(server.port()) + "\n"));

    is_mended = true;
    const auto before = server.requests();
    CHECK(flags.run({"get", "-i", "failed"}).exit_code == exit_ok);
    CHECK(server.requests() - before == 15);
    CHECK(flags.file("sub/14") == "abc");

    const auto again = flags.run({"get", "-i", "list", "--resume", "j", "--json", "report.json"});
    CHECK(again.exit_code == exit_some_failed); // of the line that is none
    CHECK(server.requests() - before == 30);    // and not the first file
    CHECK(flags.report()["counts"]["ok"] == 16);
}

TEST_CASE("a plan of a list asks for nothing") {
    hostile_server server("abc");
    const program flags;
    const auto result = flags.run({"get", server.url("/ok/a"), "--dry-run"});
    CHECK(result.exit_code == exit_ok);
    CHECK(result.out == server.url("/ok/a") + " → flags_out/a\n");
    CHECK(server.requests() == 0);
    CHECK(flags.files().empty());
}
