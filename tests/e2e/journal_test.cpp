// Runs that know of earlier ones: --journal, --resume, conditional requests.
#include "e2e/flags_program.hpp"
#include "support/nginx.hpp"

#include <flags/fetch/journal.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <atomic>
#include <cctype>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

using namespace std::literals;
using namespace flags::test;
using flags::fetch::outcome_kind;
using flags::fetch::read_journal;
using flags::process::child;

namespace {

std::string lower(std::string code) {
    std::ranges::transform(code, code.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return code;
}

std::size_t count_of(const std::string& text, const std::string& part) {
    std::size_t count = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size()))
        ++count;
    return count;
}

// Serves the twenty flags, half of them only once the gate is open.
struct gated_site {
    std::atomic<bool> gate_open = false;
    hostile_server server{""};

    gated_site() {
        std::size_t number = 0;
        for (const auto& code : default_codes())
            server.on(lower(code),
                      [this, waits = ++number % 2 == 0, flag = real_flag(code)](connection& peer) {
                          while (waits && !gate_open)
                              if (!peer.pause(1ms)) return false;
                          return peer.send(answer_with(flag));
                      });
    }
};

} // namespace

TEST_CASE("a second run of all countries with a journal transfers no flag") {
    if (!nginx::available()) {
        std::puts("SKIPPED: nginx (package nginx-light) is not installed");
        return;
    }
    const temp_dir served;
    for (const auto& flag : std::filesystem::directory_iterator("/usr/share/iso-flags-png-320x240")) {
        const auto code = flag.path().stem().string();
        write_file(served.path() / code / (code + ".png"), read_file(flag.path()));
    }
    nginx server({.root = served.path(), .access_log = true});
    const program flags;
    const std::vector<std::string> words = {"--all",     "-s",      server.url("/"), "--ext",      "png",
                                            "--journal", "j.jsonl", "--json",        "report.json"};
    REQUIRE(flags.run(words).exit_code == exit_ok);
    const auto all = flags.report()["flags"].size();
    CHECK(all > 190);
    CHECK(flags.files().size() == all);

    const auto second = flags.run(words);
    CHECK(second.exit_code == exit_ok);
    CHECK(codes_of(second.out, 0).empty());
    CHECK(second.err == "note: " + std::to_string(all) + " flags were there already\n");
    const auto report = flags.report();
    for (const auto& record : report["flags"]) {
        CHECK(record["outcome"] == "ok");
        CHECK(record["unchanged"] == true);
        CHECK(record["status"] == 304);
        CHECK(record["bytes"] == 0);
    }
    const auto log = server.stop_and_read_access_log();
    CHECK(count_of(log, " 200 ") == all);
    CHECK(count_of(log, " 304 ") == all);
    CHECK(std::ranges::count(log, '\n') == static_cast<std::ptrdiff_t>(2 * all));
    CHECK(read_journal(flags.folder() / "j.jsonl").files.size() == all);
}

TEST_CASE("the embedded server is recognised though its port is another in each run") {
    const program flags;
    CHECK(codes_of(flags.run({"--journal", "j.jsonl"}).out, 20) != std::vector<std::string>{});
    CHECK(codes_of(flags.run({"--journal", "j.jsonl"}).out, 0).empty());
    CHECK(codes_of(flags.run({"--resume", "j.jsonl", "BR", "IT"}).out, 1) == std::vector<std::string>{"IT"});
    CHECK(flags.files().size() == 21);
}

TEST_CASE("a file that was changed by hand is fetched again, with a journal and with resume") {
    const program flags;
    CHECK(flags.run({"BR", "CN", "--journal", "j.jsonl"}).exit_code == exit_ok);
    for (const auto* const option : {"--journal", "--resume"}) {
        std::string tampered = real_flag("BR");
        tampered[tampered.size() / 2] = static_cast<char>(tampered[tampered.size() / 2] ^ 1);
        write_file(flags.output_dir() / "BR.png", tampered);
        const auto next = flags.run({"BR", "CN", option, "j.jsonl"});
        CHECK(codes_of(next.out, 1) == std::vector<std::string>{"BR"});
        CHECK((flags.file("BR.png") == real_flag("BR")));
    }
}

TEST_CASE("a killed run is resumed: every flag is whole, and only missing ones are requested") {
    gated_site site;
    const program flags;
    // A constant number: with an automatic one, what does not answer may be asked for twice.
    const std::vector<std::string> words = {
        "-s", by_country(site.server), "--ext", "png", "-m", "20", "--json", "report.json"};
    auto first = words;
    first.insert(first.end(), {"--journal", "j.jsonl"});
    {
        child running(flags.command(first));
        for (int code = 0; code < 10; ++code)
            CHECK_FALSE(running.read_line(' ').empty());
        while (site.server.requests() < 20)
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        REQUIRE(::kill(running.pid(), SIGKILL) == 0);
        CHECK(running.wait().exit_code == 128 + SIGKILL);
    }
    std::size_t done = 0;
    const auto journal = read_journal(flags.folder() / "j.jsonl");
    for (const auto& [url, file] : journal.files)
        done += file.last == outcome_kind::ok ? 1U : 0U;
    CHECK(done == 10); // those that do not wait; each code was printed after its line was written
    const auto asked_before = site.server.requests();
    site.gate_open = true;
    auto second = words;
    second.insert(second.end(), {"--resume", "j.jsonl"});
    const auto result = flags.run(second);
    CHECK(result.exit_code == exit_ok);
    CHECK(result.err == "note: 10 flags were there already\n");
    CHECK(codes_of(result.out, 10).size() == 10);
    CHECK(site.server.requests() - asked_before == 10);
    for (const auto& code : default_codes())
        CHECK((flags.file(code + ".png") == real_flag(code)));
    CHECK(flags.files().size() == 20);
    CHECK(std::ranges::count_if(flags.report()["flags"], [](const auto& record) {
              return record["resumed"] == true && record["outcome"] == "ok";
          }) == 10);

    const auto third = flags.run(second);
    CHECK(codes_of(third.out, 0).empty());
    CHECK(site.server.requests() - asked_before == 10);
}

TEST_CASE("a flag whose last attempt failed is asked for again, though its file is there") {
    hostile_server server("");
    const program flags;
    const auto run = [&](const std::string& answer, const std::string& option) {
        server.on("br", [answer](connection& peer) { return peer.send(answer); });
        return flags
            .run({"BR", "-s", by_country(server), "--ext", "png", "--retries", "0", option, "j.jsonl"})
            .exit_code;
    };
    CHECK(run(answer_with(real_flag("BR")), "--journal") == exit_ok);
    CHECK(run("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n", "--journal") == exit_some_failed);
    CHECK(run(answer_with(real_flag("CN")), "--resume") == exit_ok);
    CHECK((flags.file("BR.png") == real_flag("CN")));
    CHECK(server.requests() == 3);
    CHECK(run(answer_with(real_flag("BR")), "--resume") == exit_ok);
    CHECK(server.requests() == 3);
}

TEST_CASE("resume adds to its journal, or to the one that --journal names") {
    const program flags;
    CHECK(flags.run({"BR", "--journal", "a.jsonl"}).exit_code == exit_ok);
    CHECK(flags.run({"BR", "CN", "--resume", "a.jsonl"}).exit_code == exit_ok);
    CHECK(read_journal(flags.folder() / "a.jsonl").files.size() == 2);
    CHECK(flags.run({"BR", "CN", "FR", "--resume", "a.jsonl", "--journal", "b.jsonl"}).exit_code == exit_ok);
    CHECK(read_journal(flags.folder() / "a.jsonl").files.size() == 2);
    CHECK(read_journal(flags.folder() / "b.jsonl").files.size() == 1);
}

TEST_CASE("damaged lines cause one warning, and their files are fetched again") {
    const program flags;
    CHECK(flags.run({"BR", "CN", "--journal", "j.jsonl"}).exit_code == exit_ok);
    const auto text = read_file(flags.folder() / "j.jsonl");
    const auto second_line = text.find('\n') + 1;
    write_file(flags.folder() / "j.jsonl",
               text.substr(0, second_line) + "garbage\n" + text.substr(second_line, 50));
    const auto next = flags.run({"BR", "CN", "--resume", "j.jsonl"});
    CHECK(next.exit_code == exit_ok);
    CHECK(next.err.starts_with("warning: j.jsonl: 2 damaged lines were skipped, the first is line 2\n"));
    CHECK(codes_of(next.out, 1).size() == 1);
    CHECK(read_journal(flags.folder() / "j.jsonl").files.size() == 2);
    CHECK(codes_of(flags.run({"BR", "CN", "--resume", "j.jsonl"}).out, 0).empty());
}

TEST_CASE("a file that is not a journal, or cannot be opened, is refused before any download") {
    const program flags;
    write_file(flags.folder() / "README.md", "# flags\n");
    const auto other = flags.run({"BR", "--journal", "README.md"});
    CHECK(other.exit_code == exit_usage);
    CHECK(other.err.starts_with("flags: README.md is something else than a journal"));
    CHECK(read_file(flags.folder() / "README.md") == "# flags\n");
    const auto nowhere = flags.run({"BR", "--journal", "no/such/j.jsonl"});
    CHECK(nowhere.exit_code == exit_machine);
    CHECK(nowhere.out.empty());
    CHECK(nowhere.err.starts_with("flags: cannot open the journal no/such/j.jsonl: "));
    CHECK(flags.files().empty());
}

TEST_CASE("a journal that cannot be written is reported at the end, and the flags count") {
    const program flags;
    // A limit of the size of files stands for a full disk: 100 blocks of 512 bytes have room for a flag, and the journal
    // is as good as full.
    std::string full;
    while (full.size() + 1 < std::size_t{100} * 512)
        full += '\n';
    write_file(flags.folder() / "j.jsonl", full);
    REQUIRE(real_flag("BR").size() < full.size());
    const auto result = flags.shell("ulimit -f 100; exec \"$@\"", {"BR", "--journal", "j.jsonl"});
    CAPTURE(result.err);
    CHECK(result.exit_code == exit_machine);
    CHECK(codes_of(result.out, 1) == std::vector<std::string>{"BR"});
    CHECK(result.err.starts_with("flags: 1 line is missing: cannot write to the journal j.jsonl: "));
    CHECK((flags.file("BR.png") == real_flag("BR")));
}
