// Names of files: after countries, by a template, and only planned.
#include "e2e/flags_program.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

using namespace flags::test;

namespace {

// A flag for every path but metadata.json, which is `metadata`.
hostile_server::behaviour country(std::string metadata) {
    return [metadata = std::move(metadata)](connection& peer) {
        return peer.send(answer_with(peer.target().ends_with("/metadata.json") ? metadata : real_flag("BR")));
    };
}

} // namespace

TEST_CASE("with --names, flags of the embedded server are named after their countries") {
    const program flags;
    const auto result = flags.run({"--names", "BD", "US", "VN"});
    CHECK(result.exit_code == exit_ok);
    CHECK(result.err.empty());
    CHECK(codes_of(result.out, 3).size() == 3);
    CHECK(flags.files() == std::set<std::string>{"Bangladesh.png", "United_States.png", "Vietnam.png"});
    CHECK((flags.file("United_States.png") == real_flag("US")));
}

TEST_CASE(
    "a server's name of a country becomes a plain file name in the folder, and no file overwrites another") {
    hostile_server server("");
    server.on("cd", country(R"({"country": "Congo"})"));
    server.on("cg", country(R"({"country": "CONGO"})"));
    server.on("br", country(R"({"country": "../../Bra\u202ezil\u0000"})"));
    server.on("cn", country(R"({"country": ")" + std::string(2'000, 'x') + "\"}"));
    const program flags;
    const auto result = flags.run({"CD", "CG", "BR", "CN", "--names", "-s", by_country(server), "--ext",
                                   "png", "--json", "report.json", "--sequential"});
    CHECK(result.exit_code == exit_ok);
    CHECK(flags.files() == std::set<std::string>{"Congo.png", "CONGO_CG.png", "_.._Brazil.png",
                                                 std::string(251, 'x') + ".png"});
    std::set<std::string> targets;
    const auto report = flags.report();
    for (const auto& record : report["flags"])
        targets.insert(record["target"]);
    CHECK(targets == flags.files());
}

TEST_CASE("missing or wrong metadata fails its flag only") {
    hostile_server server("");
    server.on("br", country(R"({"country": "Brazil"})"));
    server.on("cn", country("<html>"));
    server.on("de", country(R"({"country": "\u200b"})"));
    server.on("fr", country(std::string(20'000, ' ')));
    server.on("in", [](connection& peer) {
        return peer.send(peer.target().ends_with(".json") ? "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"
                                                          : answer_with(real_flag("IN")));
    });
    const program flags;
    const auto result =
        flags.run({"BR", "CN", "DE", "FR", "IN", "--names", "-s", by_country(server), "--ext", "png"});
    CAPTURE(result.err);
    CHECK(result.exit_code == exit_some_failed);
    CHECK(codes_of(result.out, 1) == std::vector<std::string>{"BR"});
    for (const std::string code : {"cn", "de", "fr", "in"})
        CHECK(result.err.contains(server.url("/" + code + "/metadata.json: ")));
    for (const auto* const why :
         {"is not JSON", "nothing of the country's name", "larger than 16 KiB", "status 404"})
        CHECK(result.err.contains(why));
    CHECK(flags.files() == std::set<std::string>{"Brazil.png"});
}

TEST_CASE("a template names the files") {
    const program flags;
    CHECK(flags.run({"BR", "CN", "--name-template", "flag of {cc} {CC}"}).exit_code == exit_ok);
    CHECK(flags.files() == std::set<std::string>{"flag of br BR.png", "flag of cn CN.png"});
    CHECK(flags.run({"BR", "--name-template", "one"}).exit_code == exit_ok);
    CHECK((flags.file("one.png") == real_flag("BR")));
}

TEST_CASE("a dry run prints its plan and does nothing") {
    hostile_server server("");
    const program flags;
    const std::string at = server.url("/{cc}.{ext}");
    const auto plan = flags.run({"BR", "CN", "--dry-run", "-s", at, "--ext", "png", "-o", "some/where"});
    CHECK(plan.exit_code == exit_ok);
    CHECK(plan.err.empty());
    CHECK(plan.out == server.url("/br.png") + " → some/where/BR.png\n" + server.url("/cn.png") +
                          " → some/where/CN.png\n");
    CHECK(server.connections() == 0);
    const auto embedded = flags.run({"BR", "--dry-run", "--names"});
    CHECK(embedded.out == "http://127.0.0.1:0/flags/br/br.png → flags_out/{country}.png\n");
    CHECK(std::filesystem::is_empty(flags.folder()));
}
