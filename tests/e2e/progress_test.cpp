// The line of progress, as a terminal shows it.
#include "e2e/terminal.hpp"
#include "origin/server.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <regex>
#include <string>
#include <vector>

using namespace std::chrono_literals;
using namespace flags::test;
using flags::process::child;

namespace {

// Flags that come at once, and some that come when they are let.
struct site {
    std::atomic<bool> is_open = false;
    hostile_server server{""};

    explicit site(const std::vector<std::string>& held) {
        for (const auto* const cc : {"bd", "br", "cn", "de"})
            server.on(cc, [](connection& peer) { return peer.send(answer_with(real_flag("BR"))); });
        for (const auto& cc : held)
            server.on(cc, [this](connection& peer) {
                while (!is_open)
                    if (!peer.pause(1ms)) return false;
                return peer.send(answer_with(real_flag("BR")));
            });
    }

    [[nodiscard]] flags::process::command command(const program& flags,
                                                  std::vector<std::string> words) const {
        words.insert(words.end(), {"-s", by_country(server), "--ext", "png"});
        auto what = flags.command(words);
        what.environment.emplace_back("NO_COLOR=");
        return what;
    }
};

const char* const codes_too = " >&2";

std::size_t count(std::string_view text, std::string_view part) {
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1))
        ++found;
    return found;
}

} // namespace

TEST_CASE(
    "codes and progress share a terminal: the line is below the codes, redrawn, and removed at the end") {
    site from({"cn"});
    const program flags;
    terminal screen(24, 80);
    child running(screen.attached(from.command(flags, {"BR", "CN"}), codes_too));
    screen.wait_until([&] { return screen.row(0) == "BR" && screen.row(1).starts_with("1/2, "); });
    screen.wait_until([&] { return screen.row(1).contains(", 1 under way, "); });
    CHECK(screen.row(1).contains(" left, "));
    const std::size_t drawn = count(screen.written(), "1/2, ");
    screen.wait_until([&] { return count(screen.written(), "1/2, ") >= drawn + 3; });
    from.is_open = true;
    CHECK(running.wait().exit_code == exit_ok);
    screen.drain();
    CHECK(std::regex_match(screen.screen(), std::regex("BR CN\n2 downloads in \\d+\\.\\d\\ds")));
}

TEST_CASE("the line is as wide as the terminal is now") {
    site from({"cn"});
    const program flags;
    terminal screen(24, 80);
    child running(screen.attached(from.command(flags, {"BR", "CN"}), codes_too));
    screen.wait_until([&] { return screen.row(1).contains("under way"); });
    screen.resize(16);
    screen.wait_until([&] { return screen.row(1).starts_with("1/2") && screen.row(1).size() <= 15; });
    screen.resize(80);
    screen.wait_until([&] { return screen.row(1).contains("under way"); });
    from.is_open = true;
    CHECK(running.wait().exit_code == exit_ok);
}

TEST_CASE("codes that reach the end of a line, and the end of the screen, are not disturbed") {
    const flags::origin::server origin({.min_delay = 60ms, .max_delay = 60ms});
    for (const std::size_t columns : {21U, 20U}) { // whole codes fill a line exactly, and not
        const program flags;
        terminal screen(4, columns);
        auto what = flags.command({"-m", "1", "-s", origin.base_url(), "--ext", "png"});
        child running(screen.attached(std::move(what), codes_too));
        CHECK(running.wait().exit_code == exit_ok);
        screen.drain();
        std::string all;
        for (const auto& code : default_codes())
            all += code + " ";
        std::string shown;
        for (std::size_t at = 0; at < all.size(); at += columns) {
            std::string row = all.substr(at, columns);
            row.erase(row.find_last_not_of(' ') + 1);
            shown += row + "\n";
        }
        CHECK(count(screen.written(), "/20") >= 3);
        CAPTURE(screen.screen());
        const std::string last_codes = screen.screen().substr(0, screen.screen().find("20 downloads in "));
        CHECK(last_codes.ends_with("US VN\n"));
        CHECK(shown.ends_with(last_codes));
    }
}

TEST_CASE("a message has its own line, without remains of the progress") {
    site from({"cn", "de"});
    from.server.on("de", [&](connection& peer) {
        while (!from.is_open)
            if (!peer.pause(1ms)) return false;
        return peer.send("HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n");
    });
    const program flags;
    terminal screen(24, 160);
    child running(screen.attached(from.command(flags, {"BR", "DE"}), codes_too));
    screen.wait_until([&] { return screen.row(1).starts_with("1/2, "); });
    from.is_open = true;
    CHECK(running.wait().exit_code == exit_some_failed);
    screen.drain();
    CHECK(screen.row(0) == "BR");
    CHECK(screen.row(1) == "DE: " + from.server.url("/de/flag.png: not found (status 404)"));
    CHECK(screen.row(2).starts_with("1 download in "));
    CHECK(screen.row(3).empty());
}

TEST_CASE("with codes elsewhere the terminal has the line only, and standard output has none of it") {
    site from({"cn"});
    const program flags;
    terminal screen(24, 80);
    child running(screen.attached(from.command(flags, {"BR", "CN"}), ""));
    screen.wait_until([&] { return screen.row(0).starts_with("1/2, "); });
    from.is_open = true;
    const auto result = running.wait();
    CHECK(codes_of(result.out, 2).size() == 2);
    screen.drain();
    CHECK(screen.screen().empty());
}

TEST_CASE("Ctrl-C leaves codes, the closing line and no progress") {
    site from({"cn"});
    const program flags;
    terminal screen(24, 80);
    child running(screen.attached(from.command(flags, {"BR", "CN"}), codes_too));
    screen.wait_until([&] { return screen.row(1).starts_with("1/2, "); });
    ::kill(running.pid(), SIGINT);
    CHECK(running.wait().exit_code == exit_interrupted);
    screen.drain();
    CHECK(std::regex_match(screen.screen(), std::regex("BR\n1 download in \\d+\\.\\d\\ds")));
}

TEST_CASE("failures are red, unless NO_COLOR is set and not empty") {
    for (const auto* const no_color : {"NO_COLOR=", "NO_COLOR=1"}) {
        site from({"cn"});
        const program flags;
        terminal screen(24, 160);
        auto what = from.command(flags, {"XX", "CN"});
        what.environment.emplace_back(no_color);
        child running(screen.attached(std::move(what), codes_too));
        screen.wait_until([&] { return screen.shows("1/2, 1 failed, "); });
        from.is_open = true;
        CHECK(running.wait().exit_code == exit_some_failed);
        CHECK(screen.written().contains("\033[31m1 failed\033[0m") == (no_color == std::string("NO_COLOR=")));
    }
}

TEST_CASE("nothing is drawn with --no-progress, with -v, and on a dumb terminal") {
    const flags::origin::server origin({.min_delay = 300ms, .max_delay = 300ms});
    const auto drawn = [&](std::vector<std::string> words, const char* kind) {
        const program flags;
        terminal screen(24, 80);
        words.insert(words.end(), {"BR", "-s", origin.base_url(), "--ext", "png"});
        auto what = screen.attached(flags.command(words), codes_too);
        what.environment.emplace_back(kind);
        CHECK(child(what).wait().exit_code == exit_ok);
        screen.drain();
        return screen.written().contains("0/1");
    };
    CHECK(drawn({}, "TERM=vt100"));
    CHECK_FALSE(drawn({"--no-progress"}, "TERM=vt100"));
    CHECK_FALSE(drawn({"-v"}, "TERM=vt100"));
    CHECK_FALSE(drawn({}, "TERM=dumb"));
    CHECK_FALSE(drawn({}, "TERM="));
}

TEST_CASE("without a terminal, a long run reports its progress every 5 seconds, in plain lines") {
    site from({"cn"});
    const program flags;
    auto what = from.command(flags, {"BR", "CN"});
    what.argv.insert(what.argv.begin() + 3, {"sh", "-c", "exec \"$@\" 2>&1 >/dev/null", "sh"});
    child running(what);
    const std::string line = running.read_line();
    CHECK(std::regex_match(line, std::regex(R"(1/2, 0:0\d left, 0\.\d/s, 1 under way, \S+ (B|KiB))")));
    from.is_open = true;
    CHECK(running.wait().out == line + "\n");
}
