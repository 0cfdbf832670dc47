// `flags retry`: failures only, from where the journal says, and nothing that a hostile journal asks for.
#include "e2e/flags_program.hpp"

#include <flags/fetch/journal.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <atomic>
#include <string>

using namespace flags::test;
using flags::fetch::outcome_kind;
using flags::fetch::read_journal;

namespace {

std::string failed_line(const std::string& code, const std::string& url, const std::string& target) {
    return nlohmann::json{
               {"journal", 1}, {"code", code}, {"url", url}, {"target", target}, {"outcome", "failed"}}
               .dump() +
           "\n";
}

} // namespace

TEST_CASE("retry requests failures only, until none is left") {
    std::atomic<bool> is_mended = false;
    hostile_server server("");
    server.on("br", [](connection& peer) { return peer.send(answer_with(real_flag("BR"))); });
    for (const auto* const code : {"cn", "fr"})
        server.on(code, [&is_mended, code](connection& peer) {
            return peer.send(is_mended ? answer_with(real_flag(code))
                                       : "HTTP/1.1 418 I'm a teapot\r\nContent-Length: 0\r\n\r\n");
        });
    const program flags;
    const auto first =
        flags.run({"BR", "CN", "FR", "XX", "-s", by_country(server), "--ext", "png", "--journal", "j.jsonl"});
    CHECK(first.exit_code == exit_some_failed);
    CHECK(codes_of(first.out, 1) == std::vector<std::string>{"BR"});

    const auto before = server.requests();
    const auto second = flags.run({"retry", "j.jsonl"});
    CHECK(second.exit_code == exit_some_failed);
    CHECK(codes_of(second.out, 0).empty());
    CHECK(server.requests() - before ==
          2); // not BR, which is there, and not XX, which the server does not have

    is_mended = true;
    auto third = codes_of(flags.run({"retry", "j.jsonl", "--json", "report.json"}).out, 2);
    std::ranges::sort(third);
    CHECK(third == std::vector<std::string>{"CN", "FR"});
    CHECK((flags.file("CN.png") == real_flag("CN")));
    CHECK((flags.file("FR.png") == real_flag("FR")));
    CHECK(flags.report()["flags"].size() == 2);

    const auto fourth = flags.run({"retry", "j.jsonl"});
    CHECK(fourth.exit_code == exit_ok);
    CHECK(codes_of(fourth.out, 0).empty());
    CHECK(server.requests() - before == 4);
}

TEST_CASE("the last server that was asked for a file decides whether it is done") {
    hostile_server bad("");
    hostile_server good("");
    good.on("br", [](connection& peer) { return peer.send(answer_with(real_flag("BR"))); });
    bad.on("br", [](connection& peer) {
        return peer.send("HTTP/1.1 418 I'm a teapot\r\nContent-Length: 0\r\n\r\n");
    });
    const program flags;
    CHECK(flags.run({"BR", "-s", by_country(bad), "--ext", "png", "--journal", "j.jsonl"}).exit_code ==
          exit_some_failed);
    CHECK(flags.run({"BR", "-s", by_country(good), "--ext", "png", "--journal", "j.jsonl"}).exit_code ==
          exit_ok);
    const auto before = bad.requests();
    CHECK(flags.run({"retry", "j.jsonl"}).exit_code == exit_ok);
    CHECK(bad.requests() == before);
}

TEST_CASE("flags of an earlier embedded server come from the new one") {
    const program flags;
    write_file(flags.folder() / "j.jsonl", failed_line("BR", "embedded:/flags/br/br.png", "Brazil.png"));
    const auto result = flags.run({"retry", "j.jsonl", "-o", "out"});
    CHECK(result.exit_code == exit_ok);
    CHECK(codes_of(result.out, 1) == std::vector<std::string>{"BR"});
    CHECK((read_file(flags.folder() / "out/Brazil.png") == real_flag("BR")));
    CHECK(read_journal(flags.folder() / "j.jsonl").files.at("embedded:/flags/br/br.png").last ==
          outcome_kind::ok);
}

TEST_CASE("harmful entries of a journal are not requested") {
    const program flags;
    hostile_server server(real_flag("BR"));
    write_file(flags.folder() / "j.jsonl",
               failed_line("A", "file:///etc/passwd", "a.png") +
                   failed_line("B", "ftp://127.0.0.1/b.png", "b.png") +
                   failed_line("C", "http://user:secret@127.0.0.1/c.png", "c.png") +
                   failed_line("D", server.url("/ok"), "../d.png") +
                   failed_line("E", server.url("/ok?e"), ".bashrc") +
                   failed_line("F", server.url("/ok?f"), "authorized_keys") +
                   failed_line("G", server.url("/ok?g"), "g.png"));
    const auto result = flags.run({"retry", "j.jsonl"});
    CHECK(result.exit_code == exit_some_failed);
    CHECK(codes_of(result.out, 1) == std::vector<std::string>{"G"});
    CHECK(result.err.contains("warning: j.jsonl: 2 damaged lines were skipped, the first is line 4\n"));
    CHECK(result.err.contains("warning: 4 of the journal's flags cannot be asked for again, the first is "));
    CHECK(server.requests() == 1);
    CHECK(flags.files() == std::set<std::string>{"g.png"});
}

TEST_CASE("what is unfinished at the deadline of a run has failed, says the journal, and comes with retry") {
    std::atomic<bool> is_silent = true;
    hostile_server server("");
    for (const auto* const code : {"br", "cn", "fr"})
        server.on(code, [&is_silent, code](connection& peer) {
            if (is_silent) peer.wait_until_peer_closes();
            return peer.send(answer_with(real_flag(code)));
        });
    const program flags;
    const auto first = flags.run({"BR", "CN", "FR", "-m", "1", "-s", by_country(server), "--ext", "png",
                                  "--journal", "j.jsonl", "--deadline", "200ms"});
    CHECK(first.exit_code == exit_some_failed);
    CHECK(codes_of(first.out, 0).empty());
    CHECK(first.err.contains("BR: " + server.url("/br") +
                             "/flag.png: unfinished when the time for all was over"));
    const auto past = read_journal(flags.folder() / "j.jsonl");
    CHECK(past.files.size() == 3);
    for (const auto& [url, file] : past.files)
        CHECK(file.last == outcome_kind::failed);

    is_silent = false;
    CHECK(flags.run({"retry", "j.jsonl"}).exit_code == exit_ok);
    CHECK(flags.files() == std::set<std::string>{"BR.png", "CN.png", "FR.png"});
}

TEST_CASE("a label of a journal acts on no terminal, neither in messages nor among the codes") {
    hostile_server server("");
    server.on("br", [](connection& peer) { return peer.send(answer_with(real_flag("BR"))); });
    const program flags;
    // NOLINTNEXTLINE(misc-misleading-bidirectional): U+202E turns the direction of text; that is what is tested
    const std::string label = "A\xE2\x80\xAE"
                              "B";
    write_file(flags.folder() / "j.jsonl", failed_line(label, server.url("/br/br.png"), "BR.png") +
                                               failed_line(label, server.url("/404"), "CN.png"));
    const auto ran = flags.run({"retry", "j.jsonl"});
    CHECK(ran.exit_code == exit_some_failed);
    CHECK(ran.out.starts_with("A?B "));
    CHECK(ran.err.contains("A?B: "));
}
