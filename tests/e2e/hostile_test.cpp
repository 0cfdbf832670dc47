// What servers may do wrong is exit code 1 and a sentence, never a broken file.
#include "e2e/flags_program.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <string>
#include <vector>

using namespace flags::test;

TEST_CASE("no hostile answer becomes a file, and each is reported with its cause") {
    struct row {
        std::string behaviour;
        std::string words;
        std::vector<std::string> options = {};
    };
    const hostile_server server(real_flag("BR"));
    for (const auto& [behaviour, words, options] : std::vector<row>{
             {"short", "announced length"},
             {"chunked-cut", "chunk"},
             {"close-cut", "PNG"},
             {"reset", "("},
             {"silent", "--timeout", {"--timeout", "0.2"}},
             {"drip", "--max-time", {"--max-time", "0.2"}},
             {"endless", "--max-size", {"--max-size", "1M"}},
             {"ok", "--max-size", {"--max-size", "1k"}},
             {"header-flood", "header lines"},
             {"loop", "too many redirects"},
             {"to-file", "only http and https"},
             {"html", "HTML"},
             {"204", "status 204"},
             {"206", "status 206"},
             {"404", "status 404"},
             {"500", "status 500"},
         }) {
        const program flags;
        const std::string base = server.url("/" + behaviour);
        std::vector<std::string> words_said = {"BR", "-s", base, "--ext", "png"};
        words_said.insert(words_said.end(), options.begin(), options.end());
        const auto result = flags.run(words_said);
        CAPTURE(behaviour);
        CAPTURE(result.err);
        CHECK(result.exit_code == exit_some_failed);
        CHECK(codes_of(result.out, 0).empty());
        CHECK(result.err.starts_with("BR: " + base + "/br/br.png: "));
        CHECK(result.err.contains(words));
        const int notes = behaviour == "404" ? 1 : 0; // on other kinds of images
        CHECK(std::ranges::count(result.err, '\n') == 1 + notes);
        CHECK(flags.files().empty());
    }
}

TEST_CASE("one hostile answer does not stop the other downloads") {
    hostile_server server(real_flag("BR"));
    for (const auto* const cc : {"br", "cn", "fr"})
        server.on(cc, [](connection& peer) { return peer.send(answer_with(real_flag("BR"))); });
    server.on("de", [](connection& peer) {
        peer.reset();
        return false;
    });
    const program flags;
    const auto result = flags.run({"BR", "CN", "DE", "FR", "-s", by_country(server), "--ext", "png"});
    CHECK(result.exit_code == exit_some_failed);
    CHECK(codes_of(result.out, 3).size() == 3);
    CHECK(result.err.starts_with("DE: "));
    CHECK(flags.files() == std::set<std::string>{"BR.png", "CN.png", "FR.png"});
}

TEST_CASE("a server that is down is reported by name") {
    std::string nobody;
    {
        const hostile_server gone("");
        nobody = gone.url("/flags");
    }
    const program flags;
    const auto result = flags.run({"BR", "-s", nobody, "--ext", "png"});
    CHECK(result.exit_code == exit_some_failed);
    CHECK(result.err.starts_with("BR: " + nobody + "/br/br.png: no connection"));
}

TEST_CASE("a message with a server's bytes is shown safely, and is JSON in the report") {
    hostile_server server("");
    server.on("nasty", [](connection& peer) {
        return peer.send("HTTP/1.1 302 Found\r\nLocation: file:///\xff\x01\"\\\r\nContent-Length: 0\r\n\r\n");
    });
    const program flags;
    const auto result = flags.run({"BR", "-s", server.url("/nasty"), "--json", "report.json"});
    CHECK(result.exit_code == exit_some_failed);
    CHECK(flags.report()["counts"]["failed"] == 1);
}
