// The memory of paths, from run to run: used by the next one, shown, forgotten, kept apart from the lab, never trusted.
#include "e2e/flags_program.hpp"
#include "origin/server.hpp"
#include "support/networks.hpp"

#include <flags/fetch/path_file.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>
#include <string>
#include <sys/stat.h>
#include <vector>

using namespace flags::test;

namespace {

std::filesystem::path usual_file(const program& flags) {
    return flags.folder() / "cache" / "flags" / "paths.json";
}

// Enough bytes for a memory.
flags::process::usage get_all(const program& flags, const flags::origin::server& server,
                              const std::vector<std::string>& more = {}, const std::string& many = "auto") {
    std::vector<std::string> words = {"--all", "-s", server.base_url(), "--ext", "png", "--no-progress", "-v",
                                      "-m",    many};
    words.insert(words.end(), more.begin(), more.end());
    return flags.run(words);
}

} // namespace

TEST_CASE("what a run has learned the next one begins with, and people can see and clear it") {
    const flags::origin::server server;
    const program flags;
    const std::string origin = server.base_url().substr(0, server.base_url().rfind('/'));
    CHECK(flags.run({"paths"}).out == "nothing is remembered\n");
    const auto first = get_all(flags, server);
    CHECK(first.exit_code == exit_ok);
    CHECK_FALSE(first.err.contains("remembered"));
    if (!std::filesystem::exists(usual_file(flags))) return; // a machine without a network
    const auto second = get_all(flags, server);
    CHECK(second.exit_code == exit_ok);
    CHECK(second.err.contains("as remembered: " + origin + ": "));

    CHECK(flags.run({"paths"}).out.contains(origin));
    const auto result = nlohmann::json::parse(flags.run({"paths", "--json"}).out);
    CHECK(result["paths"][0]["origin"] == origin);
    const auto unknown = flags.run({"paths", "--clear", origin + "1"});
    CHECK(unknown.exit_code == exit_usage);
    CHECK(unknown.err.contains("did you mean " + origin + "?"));
    CHECK(flags.run({"paths", "--clear", origin + "/flags"}).out == "1 path forgotten\n");
    CHECK(flags.run({"paths"}).out == "nothing is remembered\n");
    CHECK(flags.run({"paths", "--clear"}).out == "0 paths forgotten\n");
}

TEST_CASE(
    "nothing is remembered of the embedded server, of a constant, of a sequence, or when it is not wanted") {
    const flags::origin::server server;
    const program flags;
    CHECK(flags.run({"--all", "-m", "auto"}).exit_code == exit_ok);
    CHECK(get_all(flags, server, {}, "20").exit_code == exit_ok);
    CHECK(get_all(flags, server, {"--sequential"}).exit_code == exit_ok);
    CHECK(get_all(flags, server, {"--no-path-memory"}).exit_code == exit_ok);
    CHECK_FALSE(std::filesystem::exists(flags.folder() / "cache"));
    CHECK(get_all(flags, server, {"--path-memory", "p.json"}, "20").err.contains("note: --path-memory: "));
}

TEST_CASE("a memory that cannot be used is no error, and is left as it is") {
    const flags::origin::server server;
    const program flags;
    const auto file = flags.folder() / "p.json";
    const std::vector<std::string> with_file = {"--path-memory", "p.json"};
    write_file(file, "my diary");
    const auto ran = get_all(flags, server, with_file);
    CHECK(ran.exit_code == exit_ok);
    CHECK(ran.err.contains("paths are not remembered: p.json holds something else"));
    CHECK(read_file(file) == "my diary");
    CHECK(flags.run({"paths", "--path-memory", "p.json"}).exit_code == exit_machine);
    CHECK(flags.run({"paths", "--clear", "--path-memory", "p.json"}).exit_code == exit_machine);
    CHECK(read_file(file) == "my diary");

    std::filesystem::remove(file);
    REQUIRE(::mkfifo(file.c_str(), 0600) == 0);
    CHECK(get_all(flags, server, with_file)
              .err.contains("paths are not remembered: p.json is no regular file"));

    write_file(flags.folder() / "file", "");
    const auto nowhere = get_all(flags, server, {"--path-memory", "file/p.json"});
    CHECK(nowhere.exit_code == exit_ok);
    CHECK(nowhere.err.contains("paths are not remembered: "));
    const auto homeless = flags.shell("env -u HOME -u XDG_CACHE_HOME \"$@\"",
                                      {"CN", "-v", "-m", "auto", "-s", server.base_url(), "--ext", "png"});
    CHECK(homeless.exit_code == exit_ok);
    CHECK(homeless.err.contains("paths are not remembered: neither XDG_CACHE_HOME nor HOME "));
}

TEST_CASE("a run in the lab and one outside never use the same entries") {
    if (networks_are_forbidden()) return;
    const flags::origin::server server;
    const program flags;
    CHECK(get_all(flags, server).exit_code == exit_ok);
    const auto outside = read_file(usual_file(flags));
    const auto in_lab = [&flags](const std::string& more) {
        return flags.run(
            {"lab", "--rtt", "20ms", "--", "sh", "-c",
             FLAGS_PROGRAM " --all -s $FLAGS_ORIGIN --ext png --no-progress -v -m auto " + more});
    };
    CHECK(in_lab("").err.contains("paths are not remembered: in the lab "));
    CHECK(read_file(usual_file(flags)) == outside);
    CHECK_FALSE(in_lab("--path-memory lab.json").err.contains("as remembered: "));
    CHECK(in_lab("--path-memory lab.json").err.contains("as remembered: http://198.18.0.2: "));
    CHECK(read_file(usual_file(flags)) == outside);
    // Even when both write to one file, their networks have different names.
    const auto networks = nlohmann::json::parse(read_file(flags.folder() / "lab.json"))["paths"];
    CHECK(networks[0]["network"] == "lab0 198.18.0.0/24");
}
