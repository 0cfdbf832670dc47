// How other programs are called.
#include "compare/compare.hpp"
#include "compare/program.hpp"
#include "support/read_file.hpp"
#include "support/temp_dir.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

using namespace flags::compare;
using flags::test::temp_dir;

namespace {

workload two_flags() {
    return {.count = 2,
            .at =
                [](std::size_t place) {
                    const std::string name = place == 0 ? "br.png" : "cn.png";
                    return download{.url = "https://192.0.2.1/" + name, .file_name = name};
                },
            .in_flight = 2,
            .cacert = "/ca.pem",
            .time_limit = std::chrono::seconds(7)};
}

} // namespace

TEST_CASE("each peer gets the list, the number of requests at once and the CA, and ignores the user's own "
          "settings") {
    const temp_dir scratch;
    const auto folder = scratch.path() / "files";
    const auto peers = command_line_peers();
    REQUIRE(peers.size() == 4);
    CHECK(peers[0].name == "curl -Z --parallel-immediate");
    for (const auto& peer : peers) {
        CAPTURE(peer.name);
        const auto start = peer.start(two_flags(), folder);
        const auto has = [&](const std::string& word) {
            return std::ranges::any_of(start.argv,
                                       [&](const std::string& each) { return each.contains(word); });
        };
        CHECK(peer.name.starts_with(start.argv.front()));
        CHECK((has("-q") || has("--no-conf")));
        CHECK(has("/ca.pem"));
        CHECK(std::ranges::find(start.argv, "2") != start.argv.end());
        CHECK(start.time_limit == std::chrono::seconds(7));
        const auto list = flags::test::read_file(folder.string() + ".list");
        CHECK(list.contains("https://192.0.2.1/br.png"));
        CHECK(list.contains("https://192.0.2.1/cn.png"));
    }
}

TEST_CASE("a shell command gets URLs, a list and a folder as single words") {
    const temp_dir scratch;
    const auto peer = shell_peer("mine", "get {urls} --list {list} --into {dir}");
    CHECK(peer.command == std::vector<std::string>{"sh", "-c", "get {urls} --list {list} --into {dir}"});
    const auto folder = scratch.path() / "it's";
    const auto start = peer.start(two_flags(), folder);
    const auto quoted = "'" + scratch.path().string() + R"(/it'\''s)";
    CHECK(start.argv ==
          std::vector<std::string>{"sh", "-c",
                                   "get 'https://192.0.2.1/br.png' 'https://192.0.2.1/cn.png' --list " +
                                       quoted + ".list' --into " + quoted + "'"});
    CHECK(flags::test::read_file(folder.string() + ".list") ==
          "https://192.0.2.1/br.png\nhttps://192.0.2.1/cn.png\n");
}

TEST_CASE("what stands in a place of a shell command is not looked at for places again") {
    const temp_dir scratch;
    auto one = two_flags();
    one.count = 1;
    one.at = [](std::size_t) { return download{.url = "http://a/{dir};touch x", .file_name = "a"}; };
    const auto folder = scratch.path() / "{urls}{list}";
    const auto start = shell_peer("mine", "{dir} {urls} {none} {").start(one, folder);
    CHECK(start.argv.back() == "'" + folder.string() + "' 'http://a/{dir};touch x' {none} {");
}

TEST_CASE("where flags finds out how many at once, each run of a comparison begins without a memory") {
    const settings what{.files = {{.code = "BR"}}, .numbers = {{.most = 9, .automatic = true}}};
    const auto modes = modes_of_flags(what, "png");
    REQUIRE(modes.size() == 3);
    const std::vector<std::string> words{"-m", "auto:9", "--no-path-memory"};
    CHECK_FALSE(std::ranges::search(modes[2].command, words).empty());
}

TEST_CASE("the modes of flags differ in their mode and get the CA") {
    const settings what{.version = "9.9",
                        .server = "https://192.0.2.1/flags",
                        .files = {{.code = "BR"}, {.code = "CN"}},
                        .max_requests = 2};
    const auto modes = modes_of_flags(what, "png");
    REQUIRE(modes.size() == 3);
    CHECK(modes[0].manner == concurrency::one_new_each);
    CHECK(modes[1].manner == concurrency::one_kept);
    CHECK(modes[2].manner == concurrency::many);
    for (const auto& mode : modes) {
        CHECK(mode.is_flags);
        CHECK(mode.version == "9.9");
        std::vector<std::string> words{
            "flags",     "get", "BR",           "CN",      "-s", "https://192.0.2.1/flags",
            "--ext",     "png", "--mode",       mode.name, "-m", "2",
            "--timeout", "60",  "--no-progress"};
        CHECK(mode.command == words);
        words.insert(words.end(), {"--cacert", "/ca.pem", "-o", "/f", "--json", "/f.json"});
        const auto start = mode.start(two_flags(), "/f");
        CHECK(std::filesystem::exists(start.argv.front()));
        CHECK(std::equal(start.argv.begin() + 1, start.argv.end(), words.begin() + 1, words.end()));
        CHECK(start.time_limit == std::chrono::seconds(7));
    }
}

TEST_CASE("the warm mode finds its number out and remembers it in a file beside the folders") {
    const settings what{
        .server = "https://192.0.2.1/flags", .files = {{.code = "BR"}}, .max_requests = 2, .warm = true};
    const auto modes = modes_of_flags(what, "png");
    REQUIRE(modes.size() == 4);
    CHECK(modes[3].name == "concurrent-warm");
    CHECK(modes[3].manner == concurrency::many);
    const auto argv = modes[3].start(two_flags(), "/scratch/files").argv;
    const auto follows = [&argv](const char* option, const char* value) {
        const auto at = std::ranges::find(argv, option);
        return at != argv.end() && at + 1 != argv.end() && *(at + 1) == value;
    };
    CHECK(follows("-m", "auto:2"));
    CHECK(follows("--mode", "concurrent"));
    CHECK(follows("--path-memory", "/scratch/paths.json"));
    CHECK(std::ranges::find(argv, "--no-path-memory") == argv.end());
}
