// How other programs are called.
#include "compare/peers.hpp"
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

TEST_CASE("each peer is told the list, how many at once, whom to trust, and nobody's own settings") {
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
