// Delays and refusals as clients see them, and limits for hostile clients.
#include "origin/faults.hpp"
#include "origin/http_get.hpp"
#include "origin/server.hpp"

#include <flags/base/unique_fd.hpp>
#include <flags/catalog/pop20.hpp>
#include <flags/catalog/url_template.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <netinet/in.h>
#include <optional>
#include <sys/socket.h>
#include <unistd.h>

using namespace std::chrono_literals;
using flags::origin::options;
using flags::origin::server;
using flags::test::http_client;

namespace {

std::vector<std::string> urls_of(const server& origin) {
    const auto address = flags::catalog::url_template::parse(origin.base_url());
    std::vector<std::string> urls;
    urls.reserve(flags::catalog::pop20.size());
    for (const auto& code : flags::catalog::pop20)
        urls.push_back(address.url_for(code, "png"));
    return urls;
}

// A plain connection, to send what no HTTP client would.
class raw_connection {
public:
    explicit raw_connection(const server& origin) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(origin.port());
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        REQUIRE(::connect(fd_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    }
    void say(std::string_view text) const {
        REQUIRE(::send(fd_.get(), text.data(), text.size(), MSG_NOSIGNAL) ==
                static_cast<ssize_t>(text.size()));
    }
    /// The first bytes of the answer; "" when the server closes or resets instead.
    [[nodiscard]] std::string hear() const {
        std::array<char, 4096> bytes{};
        const auto count = ::recv(fd_.get(), bytes.data(), bytes.size(), 0);
        return {bytes.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0))};
    }

private:
    flags::unique_fd fd_;
};

// Returns when the server has dealt with all that was said to it before. It reads in rounds and answers a
// POST without delay: when the second answer is here, the round that read the first POST is over.
void wait_until_heard(const server& origin) {
    for (int i = 0; i < 2; ++i)
        REQUIRE(http_client().send({.url = origin.base_url(), .method = "POST"}).status == 405);
}

} // namespace

TEST_CASE("delayed requests wait at least their time and all at once") {
    const server origin({.min_delay = 200ms, .max_delay = 200ms});
    const auto begin = std::chrono::steady_clock::now();
    const auto replies = http_client().get_all(urls_of(origin));
    const auto elapsed = std::chrono::steady_clock::now() - begin;
    std::chrono::steady_clock::duration sum{0};
    for (const auto& reply : replies) {
        CHECK(reply.status == 200);
        CHECK(reply.took >= 200ms);
        sum += reply.took;
    }
    CHECK(sum >= 20 * 200ms);
    CHECK(elapsed < sum / 2);
}

TEST_CASE("a delayed connection stays usable") {
    const server origin({.min_delay = 1ms, .max_delay = 1ms});
    http_client client;
    const auto url = origin.base_url() + "/cn/cn.png";
    CHECK(client.get(url).new_connections == 1);
    for (int i = 0; i < 50; ++i) {
        const auto reply = client.get(url);
        CHECK(reply.status == 200);
        CHECK(reply.took >= 1ms);
        CHECK(reply.new_connections == 0);
    }
}

TEST_CASE("each request waits for its own drawn time and not for others") {
    const server origin({.min_delay = 0ms, .max_delay = 400ms, .seed = 5});
    const auto urls = urls_of(origin);
    const auto replies = http_client().get_all(urls);
    flags::origin::faults drawn(0ms, 400ms, 0, 5);
    std::vector<std::chrono::nanoseconds> delays;
    delays.reserve(urls.size());
    for (const auto& url : urls)
        delays.push_back(drawn.next(url.substr(url.find("/flags/"))).delay);
    for (std::size_t i = 0; i < urls.size(); ++i) {
        CAPTURE(urls[i]);
        CHECK(replies[i].took >= delays[i]);
    }
    const auto [shortest, longest] = std::ranges::minmax_element(delays);
    REQUIRE(*longest - *shortest > 200ms);
    CHECK(replies[static_cast<std::size_t>(shortest - delays.begin())].took <
          replies[static_cast<std::size_t>(longest - delays.begin())].took);
}

TEST_CASE("a short wait ends while an earlier long one continues") {
    const auto path_with = [](auto is_wanted) {
        flags::origin::faults drawn(0h, 1h, 0, 1);
        int number = 0;
        while (!is_wanted(drawn.next("/flags/" + std::to_string(number)).delay))
            ++number;
        return "/" + std::to_string(number);
    };
    const server origin({.min_delay = 0h, .max_delay = 1h, .seed = 1});
    const raw_connection waiting(origin);
    waiting.say("GET /flags" + path_with([](auto delay) { return delay > 30min; }) +
                " HTTP/1.1\r\nHost: x\r\n\r\n");
    wait_until_heard(origin);
    const auto short_wait = origin.base_url() + path_with([](auto delay) { return delay < 500ms; });
    CHECK(http_client().get(short_wait).status == 404);
}

TEST_CASE("the same seed refuses the same requests in any order") {
    const auto refusals = [](std::uint64_t seed, bool is_reversed) {
        const server origin({.error_rate = 0.5, .seed = seed});
        auto urls = urls_of(origin);
        std::vector<std::string> refused;
        for (int attempt = 0; attempt < 3; ++attempt) {
            if (is_reversed) std::ranges::reverse(urls);
            const auto replies = http_client().get_all(urls);
            for (std::size_t i = 0; i < urls.size(); ++i) {
                CHECK((replies[i].status == 200 || replies[i].status == 418));
                if (replies[i].status == 418)
                    refused.push_back(std::to_string(attempt) + urls[i].substr(urls[i].rfind('/')));
            }
        }
        std::ranges::sort(refused);
        return refused;
    };
    const auto first = refusals(7, false);
    CHECK(first.size() > 10);
    CHECK(first.size() < 50);
    CHECK(refusals(7, true) == first);
    CHECK(refusals(8, false) != first);
}

TEST_CASE("a refused request has been delayed too and keeps the connection") {
    const server origin({.min_delay = 20ms, .max_delay = 20ms, .error_rate = 1});
    http_client client;
    const auto url = origin.base_url() + "/cn/cn.png";
    const auto first = client.get(url);
    CHECK(first.status == 418);
    CHECK(first.body == "I'm a teapot\n");
    CHECK(first.took >= 20ms);
    CHECK(client.get(url).new_connections == 0);
}

TEST_CASE("a server stops while requests wait") {
    std::optional<server> origin;
    origin.emplace(options{.min_delay = 1h, .max_delay = 1h});
    std::vector<std::unique_ptr<raw_connection>> waiting;
    for (int i = 0; i < 50; ++i) {
        waiting.push_back(std::make_unique<raw_connection>(*origin));
        waiting.back()->say("GET /flags/cn/cn.png HTTP/1.1\r\nHost: x\r\n\r\n");
    }
    wait_until_heard(*origin);
    const auto url = origin->base_url() + "/cn/cn.png";
    origin.reset();
    for (const auto& connection : waiting) {
        std::string answer;
        for (std::string part; !(part = connection->hear()).empty();)
            answer += part;
        CHECK((answer.empty() || answer.starts_with("HTTP/1.1 200 OK\r\n")));
    }
    CHECK_THROWS_AS(http_client().get(url), std::runtime_error); // the server has stopped
}

TEST_CASE("giant requests are refused and the server continues") {
    const server origin;
    http_client client;
    const auto url = origin.base_url() + "/cn/cn.png";
    CHECK(client.send({.url = url, .fields = {"X-Long: " + std::string(100'000, 'x')}}).status == 431);
    CHECK(client.get(origin.base_url() + "/" + std::string(100'000, 'x')).status == 414);
    CHECK(client.get(url).status == 200);
}

TEST_CASE("requests that are not HTTP are refused and the server continues") {
    const server origin;
    for (const std::string_view text :
         {"\r\n\r\n\r\nno\r\n\r\n", "GET\r\n\r\n", "\x16\x03\x01 hello tls \r\n\r\n",
          "GET /flags/cn/cn.png HTTP/1.1\r\n\r\n", // no Host: RFC 9112 section 3.2
          "GET /flags/cn/cn.png HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n"}) {
        CAPTURE(text);
        const raw_connection connection(origin);
        connection.say(text);
        const auto answer = connection.hear();
        CAPTURE(answer);
        CHECK((answer.empty() || answer.starts_with("HTTP/1.1 4") || answer.starts_with("HTTP/1.0 4")));
    }
    CHECK(http_client().get(origin.base_url() + "/cn/cn.png").status == 200);
}

TEST_CASE("a GET with a body is neither read nor kept waiting") {
    const server origin({.min_delay = 1h, .max_delay = 1h, .idle_timeout = 1h});
    const raw_connection connection(origin);
    connection.say("GET /flags/cn/cn.png HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\nbody");
    CHECK(connection.hear().empty());
}

TEST_CASE("a client that stops in the middle of its request is disconnected") {
    const server origin({.idle_timeout = 1s});
    const raw_connection connection(origin);
    connection.say("GET /flags/cn/cn.png HTTP/1.1\r\nHost:");
    CHECK_FALSE(connection.hear().starts_with("HTTP/1.1 200"));
}
