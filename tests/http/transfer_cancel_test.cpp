// The table of awaiter cases for a request, in each of its phases.
#include "get.hpp"
#include "support/hostile_server.hpp"

#include <flags/coro/event.hpp>
#include <flags/coro/scope.hpp>
#include <flags/coro/task_group.hpp>

#include <doctest/doctest.h>

#include <arpa/inet.h>
#include <atomic>
#include <functional>
#include <netinet/in.h>
#include <optional>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <vector>

using namespace flags;
using namespace std::chrono_literals;

namespace {

const std::string body(4096, 'f');

// A port whose queue of connections is full, so that the kernel leaves further handshakes unanswered.
class full_port {
public:
    full_port() : listener_(tcp_socket()) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto* const generic = reinterpret_cast<sockaddr*>(&address);
        if (::bind(listener_.get(), generic, size) != 0 || ::listen(listener_.get(), 0) != 0 ||
            ::getsockname(listener_.get(), generic, &size) != 0)
            throw std::runtime_error("cannot listen");
        port_ = ntohs(address.sin_port);
        for (int i = 0; i < 8; ++i) { // a backlog of 0 holds one; the others wait like our client will
            waiting_.push_back(tcp_socket());
            (void)::connect(waiting_.back().get(), generic, size); // EINPROGRESS
        }
    }
    [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/"; }

private:
    static unique_fd tcp_socket() {
        return unique_fd(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    }
    unique_fd listener_;
    std::vector<unique_fd> waiting_;
    std::uint16_t port_ = 0;
};

coro::task<> get_and_count(http::client& client, std::string url, int& passed) {
    const auto answer = co_await client.get(std::move(url));
    CHECK(answer.body == body);
    ++passed;
}

// A request that hangs in one phase: where, and how to know that it got there.
struct phase {
    std::string name;
    std::string url;
    std::function<bool()> reached;
};

// Each phase with its own server state; `run` gets one at a time.
void in_each_phase(const std::function<void(const phase&)>& run) {
    test::hostile_server server(body);
    std::atomic<int> halves = 0;
    server.on("half", [&halves](test::connection& peer) {
        peer.send("HTTP/1.1 200 OK\r\nContent-Length: 4096\r\n\r\nhalf");
        ++halves;
        peer.wait_until_peer_closes();
        return false;
    });
    const full_port full;
    run({.name = "connecting", .url = full.url(), .reached = [] { return true; }});
    run({.name = "waiting", .url = server.url("/silent"), .reached = [&] { return server.requests() > 0; }});
    run({.name = "mid-body", .url = server.url("/half"), .reached = [&] { return halves > 0; }});
}

} // namespace

TEST_CASE("cancelled before: no request is made") {
    const test::hostile_server server(body);
    std::stop_source stop;
    stop.request_stop();
    CHECK_THROWS_AS(test::get(server.url("/ok"), test::direct(), stop.get_token()), coro::cancelled);
    CHECK(server.connections() == 0);
}

TEST_CASE("cancelled during each phase: the connection is closed and the next request works") {
    const test::hostile_server healthy(body);
    in_each_phase([&](const phase& where) {
        CAPTURE(where.name);
        int passed = 0;
        const auto main = [](const phase& at, const test::hostile_server& other,
                             int& counter) -> coro::task<> {
            http::client client(test::direct());
            const auto act = [&](coro::scope& inside) -> coro::task<> {
                inside.spawn(get_and_count(client, at.url, counter));
                co_await aio::sleep(2ms);
                co_await test::until(at.reached);
                co_await aio::sleep(2ms);
                inside.request_stop();
            };
            co_await coro::with_scope(act);
            CHECK(counter == 0);
            co_await get_and_count(client, other.url("/ok"), counter);
        };
        test::run_async(main(where, healthy, passed));
        CHECK(passed == 1);
    });
}

TEST_CASE("destroyed during each phase: nothing is touched and the next request works") {
    const test::hostile_server healthy(body);
    in_each_phase([&](const phase& where) {
        CAPTURE(where.name);
        int passed = 0;
        const auto main = [](const phase& at, const test::hostile_server& other,
                             int& counter) -> coro::task<> {
            http::client client(test::direct());
            {
                coro::task_group<void> group;
                group.start(get_and_count(client, at.url, counter), {});
                co_await aio::sleep(2ms);
                co_await test::until(at.reached);
                co_await aio::sleep(2ms);
            }
            co_await aio::sleep(2ms);
            CHECK(counter == 0);
            co_await get_and_count(client, other.url("/ok"), counter);
        };
        test::run_async(main(where, healthy, passed));
        CHECK(passed == 1);
    });
}

TEST_CASE("destroyed with its client while suspended: nothing is touched") {
    in_each_phase([](const phase& where) {
        CAPTURE(where.name);
        const auto main = [](const phase& at) -> coro::task<> {
            coro::task_group<http::response> group;
            group.start(test::get_once(at.url, test::direct()), {}); // the frame owns the client
            co_await aio::sleep(2ms);
            co_await test::until(at.reached);
        };
        test::run_async(main(where));
    });
}

namespace {

// A server that answers when it is told to, so that a test can be ready for the turn in which the answer
// comes.
struct held_server {
    test::hostile_server server{body};
    std::atomic<bool> go = false;

    held_server() {
        server.on("held", [this](test::connection& peer) {
            while (!go)
                if (!peer.pause(1ms)) return false;
            return peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) +
                             "\r\n\r\n" + body);
        });
    }
};

} // namespace

TEST_CASE("cancelled after completion in the same turn: the answer that had come counts") {
    held_server held;
    int passed = 0;
    const auto main = [](held_server& from, int& counter) -> coro::task<> {
        http::client client(test::direct());
        const auto act = [&](coro::scope& inside) -> coro::task<> {
            inside.spawn(get_and_count(client, from.server.url("/held"), counter));
            co_await test::until([&from] { return from.server.requests() == 1; });
            const test::before_resumption stop([&inside] { inside.request_stop(); });
            from.go = true;
            coro::event never;
            co_await never.wait(); // ended by the stop
        };
        co_await coro::with_scope(act);
    };
    test::run_async(main(held, passed));
    CHECK(passed == 1);
}

TEST_CASE("destroyed after completion, before it went on: nothing is touched") {
    held_server held;
    int passed = 0;
    const auto main = [](held_server& from, int& counter) -> coro::task<> {
        http::client client(test::direct());
        std::optional<coro::task_group<void>> group(std::in_place);
        group->start(get_and_count(client, from.server.url("/held"), counter), {});
        co_await test::until([&from] { return from.server.requests() == 1; });
        coro::event destroyed;
        const test::before_resumption destroy([&] {
            group.reset();
            destroyed.set();
        });
        from.go = true;
        co_await destroyed.wait();
        co_await aio::sleep(1ms);
    };
    test::run_async(main(held, passed));
    CHECK(passed == 0);
}

TEST_CASE("a request that fails throws where it is awaited, and its client goes on") {
    const test::hostile_server server(body);
    const auto main = [](const test::hostile_server& from) -> coro::task<int> {
        http::client client(test::direct());
        int failed = 0;
        for (int round = 0; round < 3; ++round) {
            try {
                (void)co_await client.get(from.url("/short"));
            } catch (const transport_error&) {
                ++failed;
            }
        }
        int passed = 0;
        co_await get_and_count(client, from.url("/ok"), passed);
        co_return failed * 10 + passed;
    };
    CHECK(test::run_async(main(server)) == 31);
}
