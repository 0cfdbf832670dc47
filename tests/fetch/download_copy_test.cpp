// Files that are there already: checked on disk, requested only if they changed; and their lines in the journal.
#include "fetch/downloads.hpp"

#include <flags/coro/gather.hpp>
#include <flags/fetch/download.hpp>
#include <flags/fetch/journal.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

using namespace std::chrono_literals;
using namespace flags;
using namespace flags::test;
using fetch::outcome;
using fetch::outcome_kind;
using fetch::saved_copy;

namespace {

constexpr fetch::retry_policy few_retries{.retries = 2, .base = 1ms, .max_wait = 20ms};

const http::validators validators{.etag = "\"v1\"", .last_modified = "Fri, 01 Apr 2022 12:00:00 GMT"};

coro::task<outcome> one(const fetch::store& files, fetch::job what) {
    http::client client(direct());
    fetch::admission permits(1);
    co_return co_await fetch::download_one(client, files, permits, std::move(what));
}

coro::task<std::vector<outcome>> many(const fetch::store& files, coro::generator<fetch::job> jobs,
                                      fetch::journal log) {
    http::client client(direct());
    auto finished = fetch::download_many(client, files, std::move(jobs), 4, few_retries, std::move(log));
    std::vector<outcome> outcomes;
    while (auto result = co_await finished.next())
        outcomes.push_back(std::move(*result));
    co_return outcomes;
}

/// A server of one flag with validators, which counts what it sent.
struct validating_site : download_site {
    std::atomic<int> whole = 0;
    std::atomic<int> unchanged = 0;

    validating_site() {
        server.on("flag", [this](connection& peer) {
            if (peer.head().contains("\r\nIf-None-Match: \"v1\"\r\n")) {
                ++unchanged;
                return peer.send("HTTP/1.1 304 Not Modified\r\nETag: \"v2\"\r\n\r\n");
            }
            ++whole;
            return peer.send("HTTP/1.1 200 OK\r\nETag: " + validators.etag +
                             "\r\nLast-Modified: " + validators.last_modified +
                             "\r\nContent-Length: " + std::to_string(flag.size()) + "\r\n\r\n" + flag);
        });
        server.on("always304",
                  [](connection& peer) { return peer.send("HTTP/1.1 304 Not Modified\r\n\r\n"); });
        server.on("moved", [](connection& peer) {
            return peer.send("HTTP/1.1 302 Found\r\nLocation: /always304\r\nContent-Length: 0\r\n\r\n");
        });
    }

    [[nodiscard]] fetch::job wanted(const std::string& path = "/flag") const {
        auto what = job("BD", path);
        what.fingerprint = true;
        return what;
    }

    /// Downloads the flag once, and the job that knows of it.
    [[nodiscard]] fetch::job known(const std::string& path = "/flag") const {
        auto what = wanted(path);
        what.known = run_async(one(files, wanted())).copy;
        REQUIRE(what.known);
        return what;
    }

    void change(std::string_view bytes) const {
        std::ofstream(folder.path() / "BD.png", std::ios::binary) << bytes;
    }
};

} // namespace

TEST_CASE("an outcome has the size, hash and validators of the file when the job wants them") {
    const validating_site site;
    const auto result = run_async(one(site.files, site.wanted()));
    REQUIRE(result.copy);
    CHECK(result.copy->size == site.flag.size());
    CHECK(result.copy->sha256.size() == 64);
    CHECK(result.copy->validators == validators);
    CHECK_FALSE(result.is_unchanged());
    CHECK_FALSE(result.is_skipped());
    CHECK_FALSE(run_async(one(site.files, site.job("BD", "/flag"))).copy);
}

TEST_CASE("the hash is SHA-256") {
    const download_site site;
    const auto hash_of = [&](const std::string& body) {
        hostile_server server(body);
        fetch::job what{.label = "x", .url = server.url("/ok"), .file_name = "x", .fingerprint = true};
        return run_async(one(site.files, std::move(what))).copy.value_or(saved_copy{}).sha256;
    };
    // FIPS 180-4's examples.
    CHECK(hash_of("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(hash_of("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST_CASE("a folder holds a copy if a regular file has its name, its size and its hash") {
    const temp_dir folder;
    const fetch::store files(folder.path());
    const saved_copy copy{.size = 3,
                          .sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"};
    CHECK_FALSE(files.holds("x", copy));
    files.save("x", "abc");
    CHECK(files.holds("x", copy));
    auto longer = copy;
    longer.size = 4;
    CHECK_FALSE(files.holds("x", longer));
    files.save("x", "abd");
    CHECK_FALSE(files.holds("x", copy));
    files.save("y", "abc");
    std::filesystem::create_symlink("y", folder.path() / "link");
    CHECK_FALSE(files.holds("link", copy));
    std::filesystem::create_directory(folder.path() / "folder");
    for (const std::string name : {"folder", "folder/../y", "..", ""})
        CHECK_FALSE(files.holds(name, copy));
    const std::string large(300'000, 'x');
    files.save("large", large);
    CHECK(
        files.holds("large", {.size = large.size(),
                              .sha256 = "29927e273accc68286005017f7fa6e4f27bddb4db3083ff8b8d4c3667905b7fa"}));
}

TEST_CASE("a file that has not changed is neither sent nor written again, and its validators stay") {
    const validating_site site;
    const auto what = site.known();
    const auto before = std::filesystem::last_write_time(site.folder.path() / "BD.png");
    const auto result = run_async(one(site.files, what));
    CHECK(result.kind == outcome_kind::ok);
    CHECK(result.is_unchanged());
    CHECK_FALSE(result.is_skipped());
    CHECK(result.last.status == 304);
    CHECK(result.last.bytes == 0);
    CHECK(result.attempts() == 1);
    CHECK(result.copy == what.known);
    CHECK(result.last.cause.empty());
    CHECK(site.whole == 1);
    CHECK(site.unchanged == 1);
    CHECK(std::filesystem::last_write_time(site.folder.path() / "BD.png") == before);
}

TEST_CASE("a known file that was changed, cut or removed is fetched whole") {
    const validating_site site;
    for (const bool skip : {false, true}) {
        auto what = site.known();
        what.skip_if_there = skip;
        std::string tampered = site.flag;
        tampered.back() = static_cast<char>(tampered.back() ^ 1);
        const int before = site.whole;
        for (const auto& bytes : {tampered, site.flag.substr(1), std::string()}) {
            site.change(bytes);
            CHECK(run_async(one(site.files, what)).last.status == 200);
            CHECK((site.saved("BD") == site.flag));
        }
        std::filesystem::remove(site.folder.path() / "BD.png");
        CHECK(run_async(one(site.files, what)).last.status == 200);
        CHECK(site.whole == before + 4);
    }
    CHECK(site.unchanged == 0);
}

TEST_CASE("with skip_if_there the server is not asked") {
    const validating_site site;
    auto what = site.known();
    what.skip_if_there = true;
    const auto requests = site.server.requests();
    const auto result = run_async(one(site.files, what));
    CHECK(result.kind == outcome_kind::ok);
    CHECK(result.is_skipped());
    CHECK_FALSE(result.is_unchanged());
    CHECK(result.copy == what.known);
    CHECK(result.last.status == 0);
    CHECK(site.server.requests() == requests);
}

TEST_CASE("a 304 to a request without a condition is a failure") {
    const validating_site site;
    auto without_validators = site.known("/always304");
    without_validators.known->validators = {};
    for (const auto& what : {site.wanted("/always304"), site.job("BD", "/always304"), without_validators,
                             site.known("/moved")}) {
        const auto result = run_async(one(site.files, what));
        CHECK(result.kind == outcome_kind::failed);
        CHECK(result.last.cause == "http_status");
        CHECK(result.last.message.contains("status 304"));
        CHECK_FALSE(result.copy);
    }
    CHECK((site.saved("BD") == site.flag));
}

TEST_CASE("the journal has a line for each attempt, and none for a skipped file") {
    validating_site site;
    std::atomic<int> asked = 0;
    site.server.on("flaky", [&asked, flag = site.flag](connection& peer) {
        return peer.send(++asked == 1 ? "HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n" : whole_answer(flag));
    });
    auto skipped = site.known();
    skipped.skip_if_there = true;
    auto flaky = site.job("CN", "/flaky");
    flaky.fingerprint = true;
    const temp_dir folder;
    const auto path = folder.path() / "flags.jsonl";
    const auto outcomes =
        run_async(many(site.files, each_of({skipped, flaky, site.job("XX", "/404")}), fetch::journal(path)));
    CHECK(outcomes.size() == 3);
    const auto text = bytes_of(path);
    CHECK(std::count(text.begin(), text.end(), '\n') == 3);
    const auto first = text.find(R"("target":"CN.png","attempt":1,"outcome":"failed","status":500)");
    const auto second = text.find(R"("target":"CN.png","attempt":2,"outcome":"ok","status":200)");
    CHECK(first != std::string::npos);
    CHECK(second != std::string::npos);
    CHECK(first < second);
    const auto read = fetch::read_journal(path);
    CHECK(read.files.size() == 2);
    CHECK(read.files.at(site.server.url("/404")).last == outcome_kind::not_found);
    CHECK(site.files.holds("CN.png", *read.files.at(site.server.url("/flaky")).copy));
}

TEST_CASE("the journal of an interrupted run names each cancelled file, begun or not") {
    const download_site site;
    const temp_dir folder;
    const auto path = folder.path() / "flags.jsonl";
    std::vector<fetch::job> jobs;
    for (int number = 0; number < 20; ++number)
        jobs.push_back(site.job(std::to_string(number), "/silent/" + std::to_string(number)));
    const auto main = [](const download_site& from, std::vector<fetch::job> what, std::filesystem::path file,
                         std::stop_source stop) -> coro::task<> {
        const auto stopper = [](const download_site& asked, std::stop_source source) -> coro::task<> {
            co_await until([&asked] { return asked.server.requests() == 4; });
            source.request_stop();
        };
        const auto [outcomes, done] = co_await coro::gather(
            many(from.files, each_of(std::move(what)), fetch::journal(file)), stopper(from, stop));
        CHECK(outcomes.size() == 20);
    };
    std::stop_source stop;
    run_async(main(site, std::move(jobs), path, stop), stop.get_token());
    const auto read = fetch::read_journal(path);
    CHECK(read.damaged == 0);
    REQUIRE(read.files.size() == 20);
    for (const auto& [url, file] : read.files)
        CHECK(file.last == outcome_kind::cancelled);
}
