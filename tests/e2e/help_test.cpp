// Help and version, on terminals of any kind and in pipes.
#include "e2e/terminal.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

using namespace flags::test;
using flags::process::child;

namespace {

// What a terminal gets for `args`, on standard output, too; its own line breaks are undone.
std::string shown_on(terminal& screen, const std::vector<std::string>& args, const char* kind = "xterm") {
    const program flags;
    auto what = screen.attached(flags.command(args), " >&2");
    what.environment.emplace_back(std::string("TERM=") + kind);
    child running(what);
    CHECK(running.wait().exit_code == exit_ok);
    screen.drain();
    std::string text = screen.written();
    std::erase(text, '\r');
    return text;
}

std::size_t longest_line(const std::string& text) {
    std::size_t longest = 0;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
        longest = std::max(longest, line.size());
    return longest;
}

} // namespace

TEST_CASE("help and version are on standard output") {
    const program flags;
    const auto help = flags.run({"--help"});
    CHECK(help.exit_code == exit_ok);
    CHECK(help.out.contains("Usage: flags"));
    CHECK(help.err.empty());
    for (const auto* const word : {"--version", "-V", "version"}) {
        const auto version = flags.run({word});
        CHECK(version.exit_code == exit_ok);
        CHECK(version.out == "flags " FLAGS_VERSION "\n");
    }
    CHECK(std::filesystem::is_empty(flags.folder()));
}

TEST_CASE("the first help fits a terminal of 80 columns and 24 lines, and the prompt") {
    terminal screen(26, 80);
    const auto help = shown_on(screen, {"--help"});
    CHECK(std::ranges::count(help, '\n') <= 25);
    CHECK(longest_line(help) <= 80);
    CHECK(screen.row(0).starts_with("flags downloads flag images"));
}

TEST_CASE("a command's help is as wide as the terminal, and 80 columns where there is none") {
    terminal narrow(24, 60);
    terminal usual(24, 80);
    terminal wide(24, 200);
    terminal dumb(24, 80);
    const std::string in_pipe = program().run({"get", "--help"}).out;
    CHECK(longest_line(shown_on(narrow, {"compare", "--help"})) <= 74); // an example is not broken
    CHECK(shown_on(usual, {"get", "--help"}) == in_pipe);
    CHECK(shown_on(dumb, {"get", "--help"}, "dumb") == in_pipe);
    CHECK_FALSE(in_pipe.contains('\033'));
    CHECK(longest_line(in_pipe) <= 80);
    const auto longest = longest_line(shown_on(wide, {"get", "--help"}));
    CHECK(longest <= 200);
    CHECK(longest > 150);
}

TEST_CASE("for a wrong word on a terminal a similar one is suggested") {
    const program flags;
    terminal screen(24, 80);
    child running(screen.attached(flags.command({"prob"}), " >&2"));
    CHECK(running.wait().exit_code == exit_usage);
    screen.drain();
    CHECK(screen.screen() == "flags: prob is not a command; did you mean probe?");
}

TEST_CASE("the option -q leaves failures only") {
    const program flags;
    const auto quiet = flags.run({"BR", "-q", "--insecure"});
    CHECK(quiet.exit_code == exit_ok);
    CHECK(quiet.out.empty());
    CHECK(quiet.err.empty());
    CHECK(flags.files().size() == 1);
    const auto failed = flags.run({"XX", "-q"});
    CHECK(failed.exit_code == exit_some_failed);
    CHECK(failed.out.empty());
    CHECK(failed.err.ends_with(": not found (status 404)\n"));
}

TEST_CASE("when a server has no flag at all, the other kind of image is suggested") {
    const program flags;
    const auto gif = flags.run({"BR", "CN", "--ext", "gif"});
    CHECK(gif.exit_code == exit_some_failed);
    CHECK(gif.err.ends_with("\nnote: no gif here: try --ext png\n"));
    lay_out_flags(flags.folder() / "site", {"BR"});
    child server(flags.command({"serve", "--dir", "site"}));
    const std::string site = server.read_line();
    CHECK(flags.run({"BR", "CN", "-s", site, "--ext", "jpg"}).err.contains("no jpg here: try --ext png"));
    CHECK_FALSE(flags.run({"BR", "CN", "-s", site, "--ext", "png"}).err.contains("try --ext"));
    CHECK_FALSE(flags.run({"XX"}).err.contains("try --ext"));
    CHECK_FALSE(flags.run({"BR", "-s", site + "/{cc}/nothing"}).err.contains("try --ext"));
}

TEST_CASE("for a code that is in use and not in the standard, the right one is suggested") {
    const program flags;
    CHECK(flags.run({"UK", "BR"}).err.ends_with("\nnote: UK is not in ISO 3166-1; did you mean GB?\n"));
    CHECK(flags.run({"el"}).err.contains("did you mean GR?"));
    CHECK_FALSE(flags.run({"UK", "GB"}).err.contains("did you mean"));
}
