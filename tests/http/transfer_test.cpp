// One request against servers that misbehave: each misbehaviour has its own outcome.
#include "full_port.hpp"
#include "get.hpp"
#include "support/ends_within.hpp"
#include "support/hostile_server.hpp"

#include <flags/coro/task_group.hpp>

#include <doctest/doctest.h>

#include <arpa/inet.h>
#include <array>
#include <atomic>
#include <chrono>
#include <netinet/in.h>
#include <stdexcept>
#include <string>
#include <sys/socket.h>

using namespace flags;
using namespace std::chrono_literals;

namespace {

const std::string four_kib(4096, 'f');

std::string answer(const std::string& head, const std::string& content) {
    return "HTTP/1.1 200 OK\r\n" + head + "\r\n" + content;
}

// A port without a listener: bound, so that no other program gets it meanwhile.
class closed_port {
public:
    closed_port() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto* const generic = reinterpret_cast<sockaddr*>(&address);
        if (::bind(socket_.get(), generic, size) != 0 || ::getsockname(socket_.get(), generic, &size) != 0)
            throw std::runtime_error("no port");
        port_ = ntohs(address.sin_port);
    }
    [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/"; }

private:
    unique_fd socket_;
    std::uint16_t port_;
};

} // namespace

TEST_CASE("an answer has the bytes that the server sent, with any status") {
    const test::hostile_server server(four_kib);
    for (const std::string status : {"204", "206", "404", "500"}) {
        CAPTURE(status);
        CHECK(test::ending_of(server.url("/" + status)).word == status);
    }
    const auto ok = test::get(server.url("/ok/bd.png"));
    CHECK(ok.status == 200);
    CHECK(ok.body == four_kib);
    CHECK(ok.content_type == "image/png");
    CHECK(ok.url == server.url("/ok/bd.png"));
    CHECK(ok.remote_ip == "127.0.0.1");
    CHECK(ok.local_port > 0);
    CHECK(ok.http_version == 11);
    CHECK_FALSE(ok.reused_connection);
}

TEST_CASE("a broken answer fails with its fault and names its URL") {
    test::hostile_server server(four_kib);
    server.on("close", [](test::connection&) { return false; });
    server.on("nonsense", [](test::connection& peer) {
        peer.send("SSH-2.0-OpenSSH_9.2\r\n");
        return false;
    });
    server.on("chunk-size", [](test::connection& peer) {
        peer.send(answer("Transfer-Encoding: chunked\r\n", "quite a lot\r\n"));
        return false;
    });
    struct row {
        std::string path;
        std::string word;
    };
    const row rows[] = {
        {"/short", "truncated"},   {"/chunked-cut", "truncated"}, {"/close", "reset"},
        {"/nonsense", "protocol"}, {"/chunk-size", "reset"},      {"/loop", "protocol"},
        {"/to-file", "protocol"},  {"/header-flood", "protocol"},
    };
    for (const auto& [path, word] : rows) {
        CAPTURE(path);
        const auto ended = test::ending_of(server.url(path));
        CHECK(ended.word == word);
        CHECK(ended.sentence.starts_with(server.url(path) + ": "));
    }
}

TEST_CASE("a reset in the middle of a body is a reset or a truncated body") {
    const test::hostile_server server(four_kib);
    const auto word = test::ending_of(server.url("/reset")).word;
    // The kernel may show the end of the data before the reset, or drop the data for it.
    CHECK((word == "reset" || word == "truncated"));
}

TEST_CASE("a reset right after a whole answer does not make it fail") {
    test::hostile_server server(four_kib);
    server.on("whole-then-reset", [](test::connection& peer) {
        peer.send(answer("Content-Length: " + std::to_string(four_kib.size()) + "\r\n", four_kib));
        peer.reset();
        return false;
    });
    for (int round = 0; round < 50; ++round)
        CHECK(test::get(server.url("/whole-then-reset")).body == four_kib);
}

TEST_CASE("a refused connection, an unknown name and a wrong URL have messages") {
    const closed_port nobody;
    CHECK(test::ending_of(nobody.url()).word == "connect");
    for (const std::string url : {"", "no url at all", "http://", "http://127.0.0.1:99999/", "http://[::1/"})
        CHECK(test::ending_of(url).word == "protocol");
    CHECK(test::ending_of("file:///etc/passwd").word == "protocol");
    CHECK(test::ending_of("ftp://127.0.0.1/").word == "protocol");
}

TEST_CASE("a redirect is followed, at most as often as allowed, and only to http and https") {
    const test::hostile_server server(four_kib);
    const auto followed = test::get(server.url("/to-ok"));
    CHECK(followed.body == four_kib);
    CHECK(followed.url == server.url("/ok"));

    auto once = test::direct();
    once.max_redirects = 1;
    CHECK(test::ending_of(server.url("/to-ok"), once).word == "200");
    auto never = test::direct();
    never.max_redirects = 0;
    CHECK(test::ending_of(server.url("/to-ok"), never).word == "protocol");

    const auto before = server.requests();
    CHECK(test::ending_of(server.url("/loop")).word == "protocol");
    CHECK(server.requests() - before == 6); // the first and max_redirects, 5
    CHECK(test::ending_of(server.url("/to-file")).sentence.find("http and https") != std::string::npos);
}

TEST_CASE("a request without an answer ends at the stall limit") {
    const test::hostile_server server(four_kib);
    auto options = test::direct();
    options.stall_timeout = 100ms;
    for (const auto& url : {server.url("/silent"), server.unaccepted_url("/")}) {
        const auto ended = test::ends_within(100ms, 5s, [&] { return test::ending_of(url, options); });
        CHECK(ended.word == "timeout");
        CHECK(ended.sentence == url + ": nothing came for 0.1 s while waiting for the answer");
        CHECK(ended.setting == http::setting::stall_timeout);
    }
}

TEST_CASE("a body that stops arriving ends at the stall limit, a slow one does not") {
    test::hostile_server server("slow but alive");
    server.on("stuck", [](test::connection& peer) {
        peer.send(answer("Content-Length: 100\r\n", "some"));
        peer.wait_until_peer_closes();
        return false;
    });
    auto options = test::direct();
    options.stall_timeout = 100ms;
    CHECK(test::ending_of(server.url("/stuck"), options).sentence.find("while reading it") !=
          std::string::npos);
    // 14 bytes, 100 ms apart: three times the limit in all.
    options.stall_timeout = 500ms;
    CHECK(test::get(server.url("/drip?ms=100"), options).body == "slow but alive");
}

TEST_CASE("max_time ends a request that makes progress") {
    const test::hostile_server server(four_kib);
    auto options = test::direct();
    options.max_time = 100ms;
    CHECK(test::ending_of(server.url("/drip?ms=1"), options).word == "timeout");
}

TEST_CASE("a body over the limit fails while it arrives, announced or not") {
    test::hostile_server server(four_kib);
    server.on("liar", [](test::connection& peer) {
        peer.send(answer("Content-Length: 1000000000000\r\n", std::string(100, 'x')));
        peer.wait_until_peer_closes();
        return false;
    });
    auto options = test::direct();
    options.max_body_bytes = 100'000;
    const auto ended = test::ending_of(server.url("/endless"), options);
    CHECK(ended.word == "too_large");
    CHECK(ended.sentence == server.url("/endless") + ": the body is larger than the limit of 100000 bytes");
    CHECK(ended.setting == http::setting::max_body_bytes);
    // A false Content-Length takes no memory beyond the limit (the address space would end before it).
    options.stall_timeout = 100ms;
    CHECK(test::ending_of(server.url("/liar"), options).word == "timeout");

    options = test::direct();
    options.max_body_bytes = four_kib.size();
    CHECK(test::ending_of(server.url("/ok"), options).word == "200");
    options.max_body_bytes = four_kib.size() - 1;
    CHECK(test::ending_of(server.url("/ok"), options).word == "too_large");
}

TEST_CASE("endless header lines are refused") {
    const test::hostile_server server(four_kib);
    const auto ended = test::ending_of(server.url("/header-flood"));
    CHECK(ended.word == "protocol");
}

TEST_CASE("an informational answer is not taken for the answer") {
    test::hostile_server server(four_kib);
    server.on("hints", [](test::connection& peer) {
        return peer.send("HTTP/1.1 103 Early Hints\r\nLink: </x.css>\r\n\r\n" +
                         answer("Content-Length: 2\r\n", "ok"));
    });
    const auto answered = test::get(server.url("/hints"));
    CHECK(answered.status == 200);
    CHECK(answered.body == "ok");
}

TEST_CASE("Retry-After is read, unless it is absurdly long") {
    test::hostile_server server(four_kib);
    const auto busy = [](const std::string& value) {
        return [value](test::connection& peer) {
            return peer.send("HTTP/1.1 503 Busy\r\nretry-after: " + value + "\r\nContent-Length: 0\r\n\r\n");
        };
    };
    server.on("busy", busy("Fri, 31 Dec 1999 23:59:59 GMT"));
    server.on("very-busy", busy(std::string(2000, '9')));
    CHECK(test::get(server.url("/busy")).retry_after == 0ms);
    CHECK_FALSE(test::get(server.url("/very-busy")).retry_after);
    CHECK_FALSE(test::get(server.url("/ok")).retry_after);
}

TEST_CASE("a connection that is not accepted ends at the connect limit") {
    const test::full_port full;
    auto options = test::direct();
    options.stall_timeout = 200ms;
    const auto ended = test::ends_within(200ms, 5s, [&] { return test::ending_of(full.url(), options); });
    CHECK(ended.word == "timeout");
    CHECK(ended.setting == http::setting::time_limits);
}

TEST_CASE("the first request of a client is an event, set when it is sent") {
    const test::hostile_server server(four_kib);
    std::string nobody;
    {
        const test::hostile_server gone("");
        nobody = gone.url("/");
    }
    const auto main = [](const test::hostile_server& from, std::string refused) -> coro::task<> {
        http::client client(test::direct());
        CHECK_FALSE(client.first_request().is_set());
        CHECK_THROWS_AS(co_await client.get(refused), transport_error); // nothing was sent
        CHECK_FALSE(client.first_request().is_set());
        coro::task_group<http::response> group;
        group.start(client.get(from.url("/silent")), {});
        co_await client.first_request().wait();
        co_await test::until([&from] { return from.requests() == 1; });
    };
    test::run_async(main(server, nobody));
}

TEST_CASE("the phases of a request make up its time") {
    test::hostile_server server(four_kib);
    server.on("late", [](test::connection& peer) {
        return peer.pause(30ms) && peer.send(answer("Content-Length: 1\r\n", "x")); // first byte after 30 ms
    });
    const auto phases = test::get(server.url("/late")).phases;
    CHECK(phases.wait >= 30ms);
    CHECK(phases.ssl == 0us);
    CHECK(phases.redirect == 0us);
    const auto sum =
        phases.blocked + phases.dns + phases.connect + phases.send + phases.wait + phases.receive;
    CHECK(sum == phases.total);
}

TEST_CASE("a redirected request has the sums of its hops' phases, and the time of the earlier hops") {
    test::hostile_server server(four_kib);
    server.on("late-redirect", [&server](test::connection& peer) {
        return peer.pause(30ms) && peer.send("HTTP/1.1 302 Found\r\nLocation: " + server.url("/ok") +
                                             "\r\nContent-Length: 0\r\n\r\n");
    });
    const auto phases = test::get(server.url("/late-redirect")).phases;
    CHECK(phases.redirect >= 30ms);
    CHECK(phases.wait >= 30ms);
    const auto sum =
        phases.blocked + phases.dns + phases.connect + phases.send + phases.wait + phases.receive;
    CHECK(sum == phases.total);
}
