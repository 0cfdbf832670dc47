// The table of awaiter cases for a request, in each of its phases.
#include "full_port.hpp"
#include "get.hpp"
#include "support/hostile_server.hpp"

#include <flags/coro/event.hpp>
#include <flags/coro/scope.hpp>
#include <flags/coro/task_group.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <vector>

using namespace flags;
using namespace std::chrono_literals;

namespace {

const std::string body(4096, 'f');

coro::task<> get_and_count(http::client& client, std::string url, int& passed) {
    const auto answer = co_await client.get(std::move(url));
    CHECK(answer.body == body);
    ++passed;
}

// A request that hangs in one phase: where, how to know that it got there, and that its connection is closed.
struct phase {
    std::string name;
    std::string url;
    std::function<bool()> reached;
    std::function<bool()> left;
};

// Answers with `part`, which is less than an answer, and counts who waits for more.
class hanging {
public:
    explicit hanging(std::string part) : part_(std::move(part)) {}

    bool operator()(test::connection& peer) {
        peer.send(part_);
        ++waiting_;
        peer.wait_until_peer_closes();
        --waiting_;
        return false;
    }
    [[nodiscard]] bool is_empty() const { return waiting_ == 0; }

private:
    std::string part_;
    std::atomic<int> waiting_ = 0;
};

// Each phase with its own server state; `run` gets one at a time.
void in_each_phase(const std::function<void(const phase&)>& run) {
    hanging silent("");
    hanging half("HTTP/1.1 200 OK\r\nContent-Length: 4096\r\n\r\nhalf");
    test::hostile_server server(body);
    server.on("silent", [&silent](test::connection& peer) { return silent(peer); });
    server.on("half", [&half](test::connection& peer) { return half(peer); });
    const test::full_port full;
    run({.name = "connecting",
         .url = full.url(),
         .reached = [&] { return full.is_tried(); },
         .left = [&] { return !full.is_tried(); }});
    run({.name = "waiting",
         .url = server.url("/silent"),
         .reached = [&] { return !silent.is_empty(); },
         .left = [&] { return silent.is_empty(); }});
    run({.name = "mid-body",
         .url = server.url("/half"),
         .reached = [&] { return !half.is_empty(); },
         .left = [&] { return half.is_empty(); }});
}

// Until the request hangs in its phase. What its server sent is in its socket by then (loopback), and the turn of the
// loop before the next timer reads it.
coro::task<> hangs_in(const phase& at) {
    co_await test::until(at.reached);
    co_await aio::sleep(1ms);
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
                co_await hangs_in(at);
                inside.request_stop();
            };
            co_await coro::with_scope(act);
            co_await test::until(at.left);
            CHECK(counter == 0);
            co_await get_and_count(client, other.url("/ok"), counter);
        };
        test::run_async(main(where, healthy, passed));
        CHECK(passed == 1);
    });
}

TEST_CASE("destroyed during each phase: the frame is not resumed and the next request works") {
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
                co_await hangs_in(at);
            }
            co_await test::until(at.left);
            CHECK(counter == 0);
            co_await get_and_count(client, other.url("/ok"), counter);
        };
        test::run_async(main(where, healthy, passed));
        CHECK(passed == 1);
    });
}

TEST_CASE("destroyed with its client while suspended: its connection is closed") {
    in_each_phase([](const phase& where) {
        CAPTURE(where.name);
        const auto main = [](const phase& at) -> coro::task<> {
            {
                coro::task_group<http::response> group;
                group.start(test::get_once(at.url, test::direct()), {}); // the frame owns the client
                co_await hangs_in(at);
                CHECK_FALSE(at.left());
            }
            co_await test::until(at.left);
            CHECK(at.left());
        };
        test::run_async(main(where));
    });
}

namespace {

// A server that answers on demand, so that a test can be ready for the turn in which the answer
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

TEST_CASE("cancelled after completion in the same turn: the answer counts") {
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

TEST_CASE("destroyed after completion, before it was resumed: the frame is not resumed") {
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

TEST_CASE("a failed request throws at its await, and the client works afterwards") {
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
