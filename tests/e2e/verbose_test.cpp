// -v: the reports of the book on standard error, while standard output stays as it is.
#include "e2e/flags_program.hpp"
#include "origin/server.hpp"

#include <doctest/doctest.h>

#include <regex>
#include <string>
#include <vector>

using namespace flags::test;

TEST_CASE("the option -v reports before, for each flag, and after, while standard output stays as it is") {
    const program flags;
    const auto result = flags.run({"BR", "-v"});
    CAPTURE(result.err);
    const std::regex report(R"(LOCAL site: http://127\.0\.0\.1:\d+/flags
Searching for 1 flag: BR
1 connection will be used\.
BR OK
1 at once: .+
-{20}
  1 flag downloaded\.
Elapsed time: \d+\.\d\ds
)");
    CHECK(std::regex_match(result.err, report));
    CHECK(codes_of(result.out, 1) == std::vector<std::string>{"BR"});
    CHECK(flags.run({"-v"}).err.contains("Searching for 20 flags: from BD to VN\n"
                                         "20 concurrent connections will be used.\n"));
}

TEST_CASE("the option -v counts missing and failed flags, and reports each once") {
    hostile_server server("");
    server.on("br", [](connection& peer) { return peer.send(answer_with(real_flag("BR"))); });
    server.on("cn", [](connection& peer) {
        return peer.send("HTTP/1.1 418 I'm a teapot\r\nContent-Length: 0\r\n\r\n");
    });
    const program flags;
    const auto result = flags.run({"BR", "CN", "XX", "-v", "-s", by_country(server), "--ext", "png"});
    CAPTURE(result.err);
    CHECK(result.exit_code == exit_some_failed);
    CHECK(result.err.starts_with("Site: " + by_country(server) + "\nSearching for 3 flags: BR, CN, XX\n"));
    CHECK(result.err.contains("\nXX not found: " + server.url("/xx/flag.png\n")));
    CHECK(result.err.contains("\nCN error: " + server.url("/cn/flag.png: ")));
    CHECK(result.err.contains("\n  1 flag downloaded.\n  1 not found.\n  1 error.\nElapsed time: "));
    CHECK(result.err.find("/xx/") == result.err.rfind("/xx/"));
    CHECK(codes_of(result.out, 1) == std::vector<std::string>{"BR"});
}

TEST_CASE("the option -vv reports the details, too") {
    const program flags;
    CHECK_FALSE(flags.run({"BR", "-v"}).err.contains("bytes from"));
    const auto detailed = flags.run({"BR", "-vv"});
    CHECK(detailed.err.contains("bytes from"));
    CHECK(detailed.err.contains("\nBR OK\n"));
    CHECK(codes_of(detailed.out, 1) == std::vector<std::string>{"BR"});
}
