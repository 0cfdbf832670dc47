// The client over TLS: trusted authorities, and the cost of a second connection.
#include "get.hpp"
#include "support/hostile_server.hpp"
#include "support/nginx.hpp"
#include "support/temp_dir.hpp"
#include "support/test_ca.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <string>
#include <utility>

using namespace flags;
using namespace std::chrono_literals;

TEST_CASE("over TLS a server is trusted with the given CA, and not without it") {
    if (test::skipped(test::nginx::available() && test::test_ca::available(), "nginx or openssl")) return;
    const test::temp_dir served;
    const std::string flag(2'000, 'f');
    std::ofstream(served.path() / "0.png", std::ios::binary) << flag;
    const test::test_ca authority;
    const test::nginx server({.root = served.path(), .tls = &authority});
    const auto url = server.tls_url("/0.png");

    auto trusting = test::direct();
    trusting.ca_file = authority.ca_file();
    const auto answer = test::get(url, trusting);
    CHECK(answer.body == flag);
    CHECK(answer.http_version == 11);
    CHECK(answer.phases.ssl > 0us);
    CHECK(answer.phases.connect >= answer.phases.ssl);

    const auto untrusted = test::ending_of(url);
    CHECK(untrusted.word == "tls");
    CHECK(untrusted.setting == http::setting::ca_file);

    SUBCASE("a folder in which the CA has the hash of its name") {
        auto from_folder = test::direct();
        from_folder.ca_folder = authority.folder_with_system_cas();
        CHECK(test::get(url, from_folder).body == flag);
        from_folder.ca_folder = served.path();
        CHECK_THROWS_AS(test::get(url, from_folder), usage_error);
    }
    auto careless = test::direct();
    careless.insecure = true;
    CHECK(test::get(url, careless).body == flag);

    SUBCASE("a certificate for another name is refused, unless nothing is verified") {
        // The certificate is for 127.0.0.1 and localhost; 127.0.0.1 has more spellings than that.
        auto other = url;
        other.replace(other.find("127.0.0.1"), 9, "other.localhost");
        CHECK(test::ending_of(other, trusting).word == "tls");
        CHECK(test::get(other, careless).body == flag);
    }
    SUBCASE("https to a port that speaks plain http is a TLS fault") {
        CHECK(test::ending_of("https" + server.url("/0.png").substr(4), trusting).word == "tls");
    }
    SUBCASE("a CA file that is no certificate is a TLS fault about that file") {
        trusting.ca_file = served.path() / "0.png";
        const auto ended = test::ending_of(url, trusting);
        CHECK(ended.word == "tls");
        CHECK(ended.setting == http::setting::ca_file);
    }
}

TEST_CASE("a second connection resumes the TLS session of the first") {
    if (test::skipped(test::nginx::available(), "nginx")) return;
    const test::test_ca authority;
    const test::temp_dir served;
    const test::nginx server({.root = served.path(),
                              .tls = &authority,
                              .extra =
                                  "ssl_session_cache shared:tls:1m; "
                                  "location /x { add_header X-Reused $ssl_session_reused; return 200; }"});
    const auto main = [](std::string url, http::client_options options) -> coro::task<> {
        http::client client(std::move(options));
        for (const auto* const reused : {".", "r"}) {
            const auto answer = co_await client.get({.url = url, .keeps_headers = true});
            CHECK(answer.phases.ssl > 0us);
            CHECK(http::value_of(answer.headers, "X-Reused") == reused);
        }
    };
    auto options = test::direct();
    options.ca_file = authority.ca_file();
    options.connections = http::connection_policy::new_each;
    test::run_async(main(server.tls_url("/x"), options));
}

TEST_CASE("a CA file that cannot be read is a usage_error before anything is connected") {
    auto options = test::direct();
    options.ca_file = "/nowhere/ca.pem";
    const auto ended = test::ending_of("https://127.0.0.1:1/", options);
    CHECK(ended.word == "usage");
    CHECK(ended.sentence.find("/nowhere/ca.pem") != std::string::npos);
}

TEST_CASE("https is not left by a redirection, also when http has led to it") {
    if (test::skipped(test::nginx::available() && test::test_ca::available(), "nginx or openssl")) return;
    const test::temp_dir served;
    std::ofstream(served.path() / "0.png") << "flag";
    const test::test_ca authority;
    const test::nginx server({.root = served.path(),
                              .tls = &authority,
                              .extra = "location /down { return 302 http://$server_addr:1/0.png; }\n"
                                       "location /same { return 302 /0.png; }\n"});
    auto trusting = test::direct();
    trusting.ca_file = authority.ca_file();
    CHECK(test::get(server.tls_url("/same"), trusting).body == "flag");
    const auto led_down = test::ending_of(server.tls_url("/down"), trusting);
    CHECK(led_down.word == "protocol");
    CHECK(led_down.sentence.contains("a redirection from https to http is not followed"));

    test::hostile_server plain("flag");
    const auto over = [&](const std::string& path) {
        return [&server, path](test::connection& peer) {
            return peer.send("HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + server.tls_url(path) +
                             "\r\n\r\n");
        };
    };
    plain.on("up", over("/0.png"));
    plain.on("up-and-down", over("/down"));
    CHECK(test::get(plain.url("/up"), trusting).body == "flag");
    CHECK(test::ending_of(plain.url("/up-and-down"), trusting).sentence.contains("from https to http"));
    // A handle that was used for https follows to http again when it is asked for http.
    CHECK(test::get(plain.url("/to-ok"), trusting).body == "flag");
}

TEST_CASE("an answer without a header is called that") {
    test::hostile_server server("");
    server.on("old", [](test::connection& peer) {
        peer.send("a flag\n");
        return false;
    });
    const auto ended = test::ending_of(server.url("/old"));
    CHECK(ended.word == "protocol");
    CHECK(ended.sentence.contains("does not begin as HTTP does"));
}

namespace {

struct byte_counter final : http::request_observer {
    void connected(http::moment /*now*/, const http::new_connection& /*which*/) noexcept override {}
    void connect_failed(http::moment /*now*/) noexcept override {}
    void sent(http::moment /*now*/) noexcept override {}
    void head(http::moment /*now*/, const http::answer_head& /*what*/) noexcept override {}
    void data(http::moment /*now*/, const http::arrival& what) noexcept override {
        readable += what.bytes;
        over_link += what.over_link;
    }
    std::size_t readable = 0;
    std::size_t over_link = 0;
};

} // namespace

TEST_CASE("what TLS adds is told of the connection's first request, and with HTTP/2 of none") {
    if (test::skipped(test::nginx::available() && test::test_ca::available(), "nginx or openssl")) return;
    const test::temp_dir served;
    std::ofstream(served.path() / "0.png", std::ios::binary) << std::string(100'000, 'f');
    const test::test_ca authority;
    const test::nginx server({.root = served.path(), .tls = &authority, .http2 = true});
    const auto main = [](const std::string& url, http::client_options options) -> coro::task<> {
        const bool is_shared = options.http2; // and counted once for all of its requests
        http::client client(std::move(options));
        byte_counter first;
        byte_counter second;
        co_await client.get(http::request{.url = url, .observer = &first});
        co_await client.get(http::request{.url = url, .observer = &second});
        CHECK(first.readable > 100'000);
        if (is_shared) {
            CHECK(first.over_link == first.readable);
            CHECK(second.over_link == second.readable);
        } else {
            CHECK(first.over_link > first.readable + 500); // a certificate, records
            CHECK(second.over_link >= second.readable);
            CHECK(second.over_link < first.over_link);
        }
    };
    for (const bool http2 : {false, true}) {
        auto options = test::direct();
        options.ca_file = authority.ca_file();
        options.http2 = http2;
        test::run_async(main(server.tls_url("/0.png"), options));
    }
}
