// The server as its clients see it: files, metadata, conditions, refusals.
#include "origin/http_get.hpp"
#include "origin/server.hpp"
#include "support/temp_dir.hpp"

#include <flags/catalog/pop20.hpp>
#include <flags/catalog/url_template.hpp>

#include <doctest/doctest.h>

#include <array>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sys/stat.h>
#include <unistd.h>

using flags::origin::server;
using flags::test::http_client;
using flags::test::temp_dir;
namespace fs = std::filesystem;

namespace {

std::string file_bytes(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    REQUIRE(stream);
    return {std::istreambuf_iterator<char>(stream), {}};
}

void write_file(const fs::path& file, std::string_view bytes) {
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << bytes;
}

// The server's address without /flags, to ask for anything.
std::string root_of(const server& origin) {
    const auto base = origin.base_url();
    return base.substr(0, base.size() - std::string_view("/flags").size());
}

} // namespace

TEST_CASE("every flag of the default selection comes as it is on disk") {
    const server origin;
    http_client client;
    const auto address = flags::catalog::url_template::parse(origin.base_url());
    for (const auto& code : flags::catalog::pop20) {
        const auto cc = code.lower();
        CAPTURE(cc);
        const auto reply = client.get(address.url_for(code, "png"));
        CHECK(reply.status == 200);
        CHECK(reply.header("Content-Type") == "image/png");
        CHECK((reply.body == file_bytes("/usr/share/iso-flags-png-320x240/" + cc + ".png")));
    }
}

TEST_CASE("metadata names the country") {
    const server origin;
    http_client client;
    const auto reply = client.get(origin.base_url() + "/bd/metadata.json");
    CHECK(reply.status == 200);
    CHECK(reply.header("Content-Type") == "application/json");
    CHECK(reply.body == R"({"tld_cc":".bd","iso_cc":"BD","country":"Bangladesh"})");
    const auto again = client.send({.url = origin.base_url() + "/bd/metadata.json",
                                    .fields = {"If-None-Match: " + reply.header("ETag")}});
    CHECK(again.status == 304);
    CHECK(client.get(origin.base_url() + "/br/metadata.json").header("ETag") != reply.header("ETag"));
}

TEST_CASE("a flag that the package does not have is not found") {
    const server origin;
    http_client client;
    for (const auto* const path :
         {"/flags/xx/xx.png", "/flags/xx/metadata.json", "/flags/cn/cn.gif", "/flags/cn/in.png",
          "/flags/CN/CN.png", "/flags/cn.png", "/flags/cn", "/flags/cn/", "/flags/cn/cn.png/",
          "/flags/cn/cn.png/cn.png", "/flags/", "/flags", "/", "/cn/cn.png", "/flags//cn/cn.png",
          "/flags/_wales/_wales.png", "/flags/_w/_w.png"}) {
        CAPTURE(path);
        CHECK(client.get(root_of(origin) + path).status == 404);
    }
    CHECK(client.get(root_of(origin) + "/flags/cn/cn.png?x=1").status == 200);
    CHECK(client.get(root_of(origin) + "/flags/%63n/cn%2epng").status == 200);
}

TEST_CASE("a directory in the book's layout is served with each kind's content type") {
    const temp_dir dir;
    const struct {
        std::string_view name;
        std::string_view content_type;
    } table[] = {
        {"bd.gif", "image/gif"},
        {"bd.png", "image/png"},
        {"bd.jpg", "image/jpeg"},
        {"bd.jpeg", "image/jpeg"},
        {"bd.webp", "image/webp"},
        {"bd.svg", "image/svg+xml"},
        {"metadata.json", "application/json"},
    };
    for (const auto& row : table)
        write_file(dir.path() / "bd" / row.name, row.name);
    write_file(dir.path() / "bd/notes.txt", "private");
    write_file(dir.path() / "bd/gif", "no extension");
    const server origin({.directory = dir.path()});
    http_client client;
    for (const auto& row : table) {
        CAPTURE(row.name);
        const auto reply = client.get(origin.base_url() + "/bd/" + std::string(row.name));
        CHECK(reply.status == 200);
        CHECK(reply.body == row.name);
        CHECK(reply.header("Content-Type") == row.content_type);
    }
    CHECK(client.get(origin.base_url() + "/bd/notes.txt").status == 404);
}

TEST_CASE("a browser takes a file for what it is said to be, and runs no script of a picture") {
    const temp_dir dir;
    write_file(dir.path() / "f.svg",
               "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>");
    write_file(dir.path() / "f.png", "x");
    const server origin({.directory = dir.path()});
    http_client client;
    const auto svg = client.get(origin.base_url() + "/f.svg");
    CHECK(svg.header("X-Content-Type-Options") == "nosniff");
    CHECK(svg.header("Content-Security-Policy").contains("default-src 'none'"));
    CHECK(client.get(origin.base_url() + "/f.png").header("X-Content-Type-Options") == "nosniff");
}

TEST_CASE("empty and large files arrive whole") {
    const temp_dir dir;
    std::string large(3'000'000, '\0');
    for (std::size_t i = 0; i < large.size(); ++i)
        large[i] = static_cast<char>(i * 7 + i / 251);
    const server origin({.directory = dir.path()});
    http_client client;
    for (const std::size_t size : {0UL, 1UL, 64UL * 1024, 64UL * 1024 + 1, large.size()}) {
        CAPTURE(size);
        const std::string bytes = large.substr(0, size);
        write_file(dir.path() / "f.png", bytes);
        const auto reply = client.get(origin.base_url() + "/f.png");
        CHECK(reply.status == 200);
        CHECK((reply.body == bytes));
    }
}

TEST_CASE("the client's copy is confirmed by its tag and replaced when the file changes") {
    const temp_dir dir;
    const auto file = dir.path() / "bd/bd.gif";
    write_file(file, "first");
    const std::array<timespec, 2> times{
        {{.tv_sec = 784111777, .tv_nsec = 0}, {.tv_sec = 784111777, .tv_nsec = 0}}};
    REQUIRE(::utimensat(AT_FDCWD, file.c_str(), times.data(), 0) == 0);
    const server origin({.directory = dir.path()});
    http_client client;
    const auto url = origin.base_url() + "/bd/bd.gif";
    const auto first = client.get(url);
    const auto tag = first.header("ETag");
    CHECK(first.body == "first");
    CHECK(first.header("Last-Modified") ==
          "Sun, 06 Nov 1994 08:49:37 GMT"); // the example of RFC 9110 section 5.6.7
    REQUIRE(tag.size() > 2);

    const auto asked_with = [&](std::vector<std::string> fields, const char* method = "GET") {
        return client.send({.url = url, .method = method, .fields = std::move(fields)});
    };
    for (const auto& field : {tag, "W/" + tag, R"("other", )" + tag, std::string("*")}) {
        CAPTURE(field);
        const auto reply = asked_with({"If-None-Match: " + field});
        CHECK(reply.status == 304);
        CHECK(reply.body.empty());
        CHECK(reply.header("ETag") == tag);
        CHECK(reply.header("Content-Type").empty());
    }
    CHECK(asked_with({"If-None-Match: " + tag}, "HEAD").status == 304);
    CHECK(asked_with({"if-none-match: \"a\"", "If-None-Match: " + tag}).status == 304);
    CHECK(asked_with({"If-None-Match: \"other\""}).status == 200);
    CHECK(asked_with({"If-None-Match: other"}).status == 200);

    write_file(file, "second");
    const auto second = asked_with({"If-None-Match: " + tag});
    CHECK(second.status == 200);
    CHECK(second.body == "second");
    CHECK(second.header("ETag") != tag);
}

TEST_CASE("HEAD has the header of GET and no body") {
    const server origin;
    http_client client;
    const auto url = origin.base_url() + "/cn/cn.png";
    const auto get = client.get(url);
    const auto head = client.send({.url = url, .method = "HEAD"});
    CHECK(head.status == 200);
    CHECK(head.body.empty());
    CHECK(head.header("Content-Length") == std::to_string(get.body.size()));
    CHECK(head.header("ETag") == get.header("ETag"));
    CHECK(head.header("Content-Type") == "image/png");
}

TEST_CASE("other methods are refused with the list of the allowed ones") {
    const server origin;
    http_client client;
    for (const auto* const method : {"POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "BREW"}) {
        CAPTURE(method);
        const auto reply = client.send({.url = origin.base_url() + "/cn/cn.png", .method = method});
        CHECK(reply.status == 405);
        CHECK(reply.header("Allow") == "GET, HEAD");
    }
    const auto upload =
        client.send({.url = origin.base_url() + "/cn/cn.png", .method = "POST", .body = "x=1"});
    CHECK(upload.status == 405);
}

TEST_CASE("one connection serves many requests") {
    const server origin;
    http_client client;
    const auto url = origin.base_url() + "/cn/cn.png";
    CHECK(client.get(url).new_connections == 1);
    CHECK(client.get(url).new_connections == 0);
    CHECK(client.send({.url = url, .method = "HEAD"}).new_connections == 0);
    CHECK(client.get(origin.base_url() + "/xx/xx.png").new_connections == 0);
    CHECK(client.get(url).new_connections == 0);
}

TEST_CASE("no path leaves the folder") {
    const temp_dir dir;
    const auto site = dir.path() / "site";
    write_file(dir.path() / "secret.png", "secret");
    write_file(site / "bd/bd.png", "flag");
    write_file(site / ".hidden.png", "secret");
    write_file(site / "bd/.hidden.png", "secret");
    write_file(site / ".git/bd.png", "secret");
    fs::create_symlink("../../secret.png", site / "bd/relative.png");
    fs::create_symlink(dir.path() / "secret.png", site / "bd/absolute.png");
    fs::create_symlink("..", site / "up");
    fs::create_directory(site / "bd/folder.png");
    REQUIRE(::mkfifo((site / "bd/fifo.png").c_str(), 0600) == 0);
    const server origin({.directory = site});
    http_client client;
    REQUIRE(client.get(origin.base_url() + "/bd/bd.png").body == "flag");
    for (const auto* const path : {
             "/flags/../secret.png",
             "/flags/../../secret.png",
             "/flags/bd/../../secret.png",
             "/flags/%2e%2e/secret.png",
             "/flags/%2E%2E/secret.png",
             "/flags/%2e%2e%2fsecret.png",
             "/flags/..%2fsecret.png",
             "/flags/bd%2fbd.png",
             "/flags/bd/..%2f..%2fsecret.png",
             "/flags/%252e%252e/secret.png",
             "/flags/..%5csecret.png",
             "/flags/bd/./bd.png",
             "/flags/bd/bd.png%00",
             "/flags/bd/bd.png%00.gif",
             "/flags/%00/bd.png",
             "/flags//bd/bd.png",
             "/flags//etc/passwd",
             "/flags/.hidden.png",
             "/flags/%2ehidden.png",
             "/flags/bd/.hidden.png",
             "/flags/.git/bd.png",
             "/flags/bd/relative.png",
             "/flags/bd/absolute.png",
             "/flags/up/secret.png",
             "/flags/up/site/bd/bd.png",
             "/flags/bd/folder.png",
             "/flags/bd/fifo.png",
             "/flags/bd",
             "/flags/bd/",
             "/flags/",
             "/flags",
             "/secret.png",
             "/flagsbd/bd.png",
         }) {
        CAPTURE(path);
        CHECK(client.get(root_of(origin) + path).status == 404);
    }
    CHECK(client.get(origin.base_url() + "/" + std::string(300, 'x') + ".png").status == 404);
    for (const auto* const path :
         {"/flags/%", "/flags/%2", "/flags/bd/%zz.png", "/flags/bd/%-1.png", "/flags/%%%"}) {
        CAPTURE(path);
        CHECK(client.get(root_of(origin) + path).status == 400);
    }
}

TEST_CASE("an unreadable file is forbidden") {
    if (::geteuid() == 0) {
        std::cout << "SKIPPED: root reads every file\n";
        return;
    }
    const temp_dir dir;
    write_file(dir.path() / "bd/bd.png", "flag");
    fs::permissions(dir.path() / "bd/bd.png", fs::perms::none);
    const server origin({.directory = dir.path()});
    CHECK(http_client().get(origin.base_url() + "/bd/bd.png").status == 403);
}
