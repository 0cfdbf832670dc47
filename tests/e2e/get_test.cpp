// The program as users run it: its output, the files, the exit code.
#include "e2e/flags_program.hpp"
#include "origin/server.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace flags::test;
using flags::origin::server;

namespace {

std::vector<std::string> sorted(std::vector<std::string> codes) {
    std::ranges::sort(codes);
    return codes;
}

void check_flags(const program& flags, const std::vector<std::string>& codes) {
    std::set<std::string> names;
    for (const auto& code : codes) {
        names.insert(code + ".png");
        CHECK((flags.file(code + ".png") == real_flag(code)));
    }
    CHECK(flags.files() == names);
}

std::vector<bool> reused(const nlohmann::json& report) {
    std::vector<bool> each;
    for (const auto& record : report["flags"])
        each.push_back(record["reused_connection"].get<bool>());
    return each;
}

} // namespace

TEST_CASE("without arguments, twenty flags are printed in any order and on disk byte for byte, and nothing "
          "else is") {
    const program flags;
    const auto result = flags.run({});
    CHECK(result.exit_code == exit_ok);
    CHECK(result.err.empty());
    CHECK(sorted(codes_of(result.out, 20)) == default_codes());
    check_flags(flags, default_codes());
}

TEST_CASE("a second run replaces the first one's flags") {
    const program flags;
    write_file(flags.output_dir() / "BR.png", "an old flag");
    CHECK(flags.run({"BR"}).exit_code == exit_ok);
    check_flags(flags, {"BR"});
}

TEST_CASE("sequential mode is alphabetical and opens a connection for each flag") {
    const program flags;
    const auto result = flags.run({"--mode", "sequential", "--json", "report.json"});
    CHECK(result.exit_code == exit_ok);
    CHECK(result.err.empty());
    CHECK(codes_of(result.out, 20) == default_codes());
    check_flags(flags, default_codes());
    CHECK(reused(flags.report()) == std::vector<bool>(20, false));
}

TEST_CASE("sequential-keepalive mode is alphabetical over one connection") {
    const program flags;
    const auto result = flags.run({"--mode", "sequential-keepalive", "--json", "report.json"});
    CHECK(result.exit_code == exit_ok);
    CHECK(codes_of(result.out, 20) == default_codes());
    std::vector<bool> all_but_first(20, true);
    all_but_first[0] = false;
    CHECK(reused(flags.report()) == all_but_first);
}

TEST_CASE("countries are named in any case, and each is fetched once") {
    for (const auto& words :
         std::vector<std::vector<std::string>>{{"get", "CN", "FR"}, {"CN", "fr"}, {"cn", "CN", "Fr", "fR"}}) {
        const program flags;
        const auto result = flags.run(words);
        CHECK(result.exit_code == exit_ok);
        CHECK(sorted(codes_of(result.out, 2)) == std::vector<std::string>{"CN", "FR"});
        check_flags(flags, {"CN", "FR"});
    }
}

TEST_CASE("a missing flag is reported with code, URL and cause, and the others are saved") {
    const server origin;
    for (const char* const many : {"20", "auto"}) {
        const program flags;
        const auto result = flags.run({"FR", "XX", "-s", origin.base_url(), "--ext", "png", "-m", many});
        CHECK(result.exit_code == exit_some_failed);
        CHECK(codes_of(result.out, 1) == std::vector<std::string>{"FR"});
        CHECK(result.err == "XX: " + origin.base_url() + "/xx/xx.png: not found (status 404)\n");
        check_flags(flags, {"FR"});
    }
}

TEST_CASE("a run with failures only has zero downloads") {
    const program flags;
    const auto result = flags.run({"XX"});
    CHECK(result.exit_code == exit_some_failed);
    CHECK(codes_of(result.out, 0).empty());
    CHECK(result.out.starts_with("0 downloads in "));
    CHECK(flags.files().empty());
}

TEST_CASE("a wrong command line is refused in one sentence, and nothing is done") {
    for (const auto& words : std::vector<std::vector<std::string>>{{"XYZ"},
                                                                   {"-m", "0"},
                                                                   {"--nope"},
                                                                   {"--timeout", "soon"},
                                                                   {"-s", "ftp://example.org"},
                                                                   {"--cacert", "missing.pem"},
                                                                   {"--json", ""},
                                                                   {"--json", "a/report.json"},
                                                                   {"--sequentail"},
                                                                   {"prob"},
                                                                   {"help", "prob"},
                                                                   {"lab", "--loss", "1", "--", "true"},
                                                                   {"--name-template", "a/{cc}"},
                                                                   {"--name-template", "x"},
                                                                   {"--dry-run", "--json", "x"},
                                                                   {"serve", "--delay", "x"},
                                                                   {"serve", "--bind", "localhost"}}) {
        const program flags;
        const auto result = flags.run(words);
        CAPTURE(result.err);
        CHECK(result.exit_code == exit_usage);
        CHECK(result.out.empty());
        CHECK(result.err.starts_with("flags: "));
        CHECK(std::ranges::count(result.err, '\n') == 1);
        CHECK(std::filesystem::is_empty(flags.folder()));
    }
}

TEST_CASE("labels of servers are known in any case") {
    const program flags;
    for (const auto* const label : {"LOCAL", "local", "Local"})
        CHECK(flags.run({"-s", label, "BR"}).exit_code == exit_ok);
    check_flags(flags, {"BR"});
}

TEST_CASE("REMOTE is the original site, reached through the proxy of the environment") {
    for (const auto* const label : {"REMOTE", "remote"}) {
        hostile_server proxy("");
        proxy.on("www.fluentpython.com:443", [](connection& peer) {
            return peer.send("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n");
        });
        const program flags;
        auto what = flags.command({"-s", label, "BR"});
        what.environment = {"https_proxy=" + proxy.url(""), "no_proxy=", "NO_PROXY="};
        const auto result = flags::process::run(what);
        CHECK(result.exit_code == exit_some_failed);
        CHECK(result.err.starts_with("BR: https://www.fluentpython.com/data/flags/br/br.gif: "));
        CHECK(result.err.contains("502"));
        CHECK(proxy.requests() >= 1); // one for each attempt
    }
}

TEST_CASE("the embedded server is not reached through a proxy") {
    const program flags;
    auto what = flags.command({"BR"});
    what.environment = {"http_proxy=http://127.0.0.1:1", "all_proxy=http://127.0.0.1:1",
                        "no_proxy=", "NO_PROXY="};
    CHECK(flags::process::run(what).exit_code == exit_ok);
}

TEST_CASE("templates put codes and kind in place of their placeholders") {
    struct row {
        std::string path;
        std::string asked;
    };
    for (const auto& [path, asked] : {row{"/seen/{CC}.{ext}", "/seen/BR.png"},
                                      row{"/seen?flag={cc}&kind={ext}", "/seen?flag=br&kind=png"},
                                      row{"/seen", "/seen/br/br.png"}, row{"/seen/", "/seen/br/br.png"}}) {
        std::string target;
        const program flags;
        {
            hostile_server server("");
            server.on("seen", [&target](connection& peer) {
                target = peer.target();
                return peer.send(answer_with(real_flag("BR")));
            });
            CHECK(flags.run({"br", "-s", server.url(path), "--ext", "png"}).exit_code == exit_ok);
        } // the server's threads have ended, and the target is this thread's
        CHECK(target == asked);
        check_flags(flags, {"BR"});
    }
}

TEST_CASE("flags go to the folder that is named, which is made with its parents") {
    const program flags;
    CHECK(flags.run({"BR", "-o", "a/b/c", "--fsync"}).exit_code == exit_ok);
    CHECK((read_file(flags.folder() / "a/b/c/BR.png") == real_flag("BR")));
    CHECK_FALSE(std::filesystem::exists(flags.output_dir()));
}

TEST_CASE("the JSON report has one record for each flag, with its outcome") {
    const server origin;
    const program flags;
    std::filesystem::create_directory(flags.folder() / "a");
    const auto result =
        flags.run({"BR", "XX", "-s", origin.base_url(), "--ext", "png", "--json", "a/report.json", "-m", "7",
                   "--max-time", "30", "--mode", "sequential-keepalive"});
    CHECK(result.exit_code == exit_some_failed);
    const auto report = nlohmann::json::parse(read_file(flags.folder() / "a/report.json"));
    CHECK(report["schema"] == 1);
    CHECK(report["program"] == "flags/" FLAGS_VERSION);
    CHECK(report["elapsed_s"] > 0);
    CHECK(report["options"]["server"] == origin.base_url());
    CHECK(report["options"]["mode"] == "sequential-keepalive");
    CHECK(report["options"]["max_requests"] == 1);
    CHECK(report["options"]["max_time_s"] == 30);
    CHECK(report["counts"]["ok"] == 1);
    CHECK(report["counts"]["not_found"] == 1);
    REQUIRE(report["flags"].size() == 2);
    const auto& saved = report["flags"][0];
    CHECK(saved["code"] == "BR");
    CHECK(saved["url"] == origin.base_url() + "/br/br.png");
    CHECK(saved["target"] == "BR.png");
    CHECK(saved["outcome"] == "ok");
    CHECK(saved["status"] == 200);
    CHECK(saved["bytes"] == real_flag("BR").size());
    CHECK(saved["attempts"] == 1);
    CHECK(saved["http_version"] == "1.1");
    CHECK(saved["remote_ip"] == "127.0.0.1");
    CHECK(saved["timings_ms"]["total"] >= saved["timings_ms"]["wait"]);
    CHECK(saved["timings_ms"]["total"] > 0);
    CHECK(saved["cause"].is_null());
    CHECK(report["flags"][1]["outcome"] == "not_found");
    CHECK(report["flags"][1]["cause"]["kind"] == "http_status");
    CHECK(std::filesystem::directory_iterator(flags.folder() / "a")->path().filename() == "report.json");
}
