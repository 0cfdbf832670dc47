// Ctrl-C: saved flags count and are printed, running requests are cancelled, a second signal ends the program at once.
#include "e2e/flags_program.hpp"
#include "fetch/temp_name.hpp"

#include <flags/base/unique_fd.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <fcntl.h>
#include <fstream>
#include <functional>
#include <map>
#include <string>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

using namespace flags::test;
using flags::process::child;

namespace {

hostile_server::behaviour sends(std::string bytes) {
    return [bytes = std::move(bytes)](connection& peer) { return peer.send(bytes); };
}

bool holds_back(connection& peer) {
    peer.wait_until_peer_closes();
    return false;
}

// Whether the process has a handler for the signal: SigCgt of /proc/PID/status, proc(5).
bool catches(pid_t process, int signal) {
    std::ifstream status("/proc/" + std::to_string(process) + "/status");
    for (std::string word; status >> word;) {
        std::uint64_t mask = 0;
        if (word == "SigCgt:" && status >> std::hex >> mask)
            return (mask >> static_cast<unsigned>(signal - 1) & 1U) != 0;
    }
    return false;
}

void wait_until(const std::function<bool()>& condition) {
    // Only for a program that will never do it: what is waited for comes in milliseconds.
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    while (!condition()) {
        REQUIRE(std::chrono::steady_clock::now() < give_up);
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
}

} // namespace

TEST_CASE("the first signal stops the run: saved flags are printed, the rest is cancelled, no part is left") {
    for (const int signal : {SIGINT, SIGTERM}) {
        hostile_server server("");
        for (const auto* const cc : {"bd", "br", "cd"})
            server.on(cc, sends(answer_with(real_flag("BR"))));
        for (const auto* const cc : {"cn", "de"})
            server.on(cc, holds_back);
        const program flags;
        // A constant number: with an automatic one, what does not answer may be asked for twice.
        child running(flags.command({"BD", "BR", "CD", "CN", "DE", "-s", by_country(server), "--ext", "png",
                                     "-m", "5", "--json", "report.json"}));
        for (int code = 0; code < 3; ++code)
            CHECK_FALSE(running.read_line(' ').empty());
        wait_until([&] { return server.requests() == 5; });
        ::kill(running.pid(), signal);
        const auto result = running.wait();
        CHECK(result.exit_code == exit_interrupted);
        CHECK(codes_of(result.out, 3).size() == 3);
        CHECK(result.err.empty());
        CHECK(flags.files() == std::set<std::string>{"BD.png", "BR.png", "CD.png"});
        const auto report = flags.report();
        CHECK(report["counts"]["ok"] == 3);
        CHECK(report["counts"]["cancelled"] == 2);
        for (const auto& record : report["flags"])
            if (record["outcome"] == "cancelled") CHECK(record["cause"]["kind"] == "cancelled");
    }
}

TEST_CASE("parts of a killed run are removed during the next run, also when that sends no request") {
    hostile_server server("");
    server.on("br", sends(answer_with(real_flag("BR"))));
    server.on("cn", holds_back);
    const program flags;
    constexpr std::uint64_t another_boot = 1;
    const auto leave_part = [&flags] {
        const auto path = flags.folder() / "flags_out" / flags::fetch::new_temporary_name(another_boot);
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path) << "half a fl";
        std::filesystem::last_write_time(path, std::filesystem::file_time_type::clock::now() -
                                                   std::chrono::days(2));
        return path;
    };
    auto part = leave_part();
    child running(flags.command({"CN", "-s", by_country(server), "--ext", "png"}));
    wait_until([&] { return !std::filesystem::exists(part); });
    ::kill(running.pid(), SIGINT);
    CHECK(running.wait().exit_code == exit_interrupted);
    CHECK(server.requests() == 1);

    const std::vector<std::string> once = {"BR", "-s", by_country(server), "--ext", "png", "--resume", "j"};
    std::ofstream(flags.folder() / "j").close();
    CHECK(flags.run(once).exit_code == exit_ok);
    part = leave_part();
    CHECK(flags.run(once).exit_code == exit_ok);
    CHECK(server.requests() == 2);
    CHECK_FALSE(std::filesystem::exists(part));
}

TEST_CASE("a signal ends a run whose list is a FIFO that nobody writes to") {
    const program flags;
    REQUIRE(::mkfifo((flags.folder() / "list").c_str(), 0600) == 0);
    child running(flags.command({"-i", "list"}));
    wait_until([&] { return catches(running.pid(), SIGINT); });
    ::kill(running.pid(), SIGINT);
    CHECK(running.wait().exit_code == exit_interrupted);
}

TEST_CASE("a signal during the body leaves no part") {
    hostile_server server("");
    server.on("br", [](connection& peer) {
        const auto whole = answer_with(real_flag("BR"));
        peer.send(whole.substr(0, whole.size() - 100));
        return holds_back(peer);
    });
    const program flags;
    child running(flags.command({"BR", "-s", by_country(server), "--ext", "png"}));
    wait_until([&] { return server.requests() == 1; });
    ::kill(running.pid(), SIGINT);
    const auto result = running.wait();
    CHECK(result.exit_code == exit_interrupted);
    CHECK(codes_of(result.out, 0).empty());
    CHECK(flags.files().empty());
}

TEST_CASE("a run that was stopped says so by its exit code, also when a flag had failed") {
    hostile_server server("");
    server.on("bd", sends("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"));
    server.on("br", holds_back);
    const program flags;
    child running(flags.command({"BD", "BR", "-m", "1", "-s", by_country(server), "--ext", "png"}));
    wait_until([&] { return server.requests() == 2; }); // the first one has failed then
    ::kill(running.pid(), SIGINT);
    const auto result = running.wait();
    CHECK(result.exit_code == exit_interrupted);
    CHECK(result.err.starts_with("BD: "));
}

TEST_CASE("flags that were not begun before the signal are not requested") {
    hostile_server server("");
    server.on("bd", sends(answer_with(real_flag("BD"))));
    server.on("br", holds_back);
    const program flags;
    child running(flags.command({"BD", "BR", "CD", "CN", "-s", by_country(server), "--ext", "png", "--mode",
                                 "sequential-keepalive", "--json", "report.json"}));
    wait_until([&] { return server.requests() == 2; });
    ::kill(running.pid(), SIGINT);
    CHECK(running.wait().exit_code == exit_interrupted);
    CHECK(server.requests() == 2);
    std::map<std::string, int> attempts;
    const auto report = flags.report();
    for (const auto& record : report["flags"])
        attempts[record["code"]] = record["attempts"];
    CHECK(attempts == std::map<std::string, int>{{"BD", 1}, {"BR", 1}, {"CD", 0}, {"CN", 0}});
}

TEST_CASE("the second signal ends the program at once, also when it is stuck") {
    // Nobody reads standard output and its pipe is full: the program hangs in its first write.
    std::array<int, 2> ends{};
    REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
    const flags::unique_fd reader(ends[0]);
    const flags::unique_fd writer(ends[1]);
    REQUIRE(::fcntl(writer.get(), F_SETFL, O_NONBLOCK) == 0);
    const std::string filling(4096, 'x');
    while (::write(writer.get(), filling.data(), filling.size()) > 0) {
    }
    REQUIRE(errno == EAGAIN);
    REQUIRE(::fcntl(writer.get(), F_SETFL, 0) == 0);

    const program flags;
    auto what = flags.command({});
    what.inherited = {writer.get()};
    const std::string redirected = "exec \"$@\" >/dev/fd/" + std::to_string(writer.get());
    what.argv.insert(what.argv.end() - 1, {"sh", "-c", redirected, "sh"});
    child running(what);
    wait_until([&] { return !flags.files().empty() && catches(running.pid(), SIGINT); });
    ::kill(running.pid(), SIGINT);
    wait_until([&] { return !catches(running.pid(), SIGINT); }); // the first one was taken
    ::kill(running.pid(), SIGINT);
    const auto result = running.wait();
    CHECK(result.exit_code == 128 + SIGINT);
    CHECK_FALSE(result.timed_out);
    for (const auto& name : flags.files())
        if (name.ends_with(".png")) CHECK((flags.file(name) == real_flag(name.substr(0, 2))));
}
