// One poll handle for each descriptor number of a loop, with pipes.
#include "support/run_async.hpp"
#include "support/socket.hpp"

#include <flags/aio/sleep.hpp>
#include <flags/aio/uv/poll_table.hpp>
#include <flags/base/unique_fd.hpp>

#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

using namespace flags;
using namespace std::chrono_literals;

namespace {

struct pipe_ends {
    unique_fd out;
    unique_fd in;

    pipe_ends() {
        std::array<int, 2> both{};
        REQUIRE(::pipe2(both.data(), O_CLOEXEC | O_NONBLOCK) == 0);
        out.reset(both[0]);
        in.reset(both[1]);
    }
    void write_byte() const { REQUIRE(::write(in.get(), "x", 1) == 1); }
};

// Forgets what has become ready, so that each event is one entry in `seen`.
class recorder final : public aio::uv::poll_user {
public:
    std::vector<int> seen;

private:
    void ready(int fd, int events) noexcept override {
        seen.push_back(events);
        aio::loop::current().polls().forget(fd, *this);
    }
};

coro::task<> turns(int count) {
    for (int i = 0; i < count; ++i)
        co_await aio::sleep(1ms);
}

coro::task<> until_seen(const recorder& of, std::size_t count) {
    while (of.seen.size() < count)
        co_await aio::sleep(1ms);
}

} // namespace

TEST_CASE("a watched descriptor is reported until it is forgotten") {
    const auto main = []() -> coro::task<> {
        auto& polls = aio::loop::current().polls();
        const pipe_ends pipe;
        recorder user;
        polls.watch(pipe.out.get(), UV_READABLE, user);
        co_await turns(2);
        CHECK(user.seen.empty());
        pipe.write_byte();
        co_await until_seen(user, 1);
        CHECK(user.seen == std::vector<int>{UV_READABLE});
        co_await turns(3); // still readable
        CHECK(user.seen.size() == 1);
        polls.watch(pipe.out.get(), UV_READABLE, user); // wanted again
        co_await until_seen(user, 2);
    };
    test::run_async(main());
}

TEST_CASE("a descriptor number that is reused is watched for its new owner") {
    const auto main = []() -> coro::task<> {
        auto& polls = aio::loop::current().polls();
        recorder first;
        recorder second;
        pipe_ends pipe;
        const int number = pipe.out.get();
        polls.watch(number, UV_READABLE, first);
        co_await turns(2);
        polls.forget(number, first);
        const pipe_ends other;
        pipe.out.reset();
        REQUIRE(::fcntl(other.out.get(), F_DUPFD_CLOEXEC, number) == number);
        const unique_fd reused(number);
        polls.watch(number, UV_READABLE, second);
        co_await turns(2);
        polls.forget(number, first); // who gave it up has no say any more
        other.write_byte();
        co_await until_seen(second, 1);
        CHECK(first.seen.empty());
    };
    test::run_async(main());
}

TEST_CASE("a descriptor may be closed before it is forgotten") {
    const auto main = []() -> coro::task<> {
        auto& polls = aio::loop::current().polls();
        recorder user;
        pipe_ends pipe;
        const int number = pipe.out.get();
        polls.watch(number, UV_READABLE, user);
        co_await turns(2);
        pipe.out.reset();
        polls.forget(number, user);
        polls.forget(number, user);
        polls.forget(4711, user); // never watched
        polls.forget(-1, user);
        co_await turns(2);
        CHECK(user.seen.empty());
    };
    test::run_async(main());
}

namespace {

// Reads what there is on each call and never forgets: a user that is not done after an error.
class reader final : public aio::uv::poll_user {
public:
    std::string bytes;
    int failed_polls = 0;
    int last_error = -1; // errno of the last read

private:
    void ready(int fd, int events) noexcept override {
        if (events == 0) ++failed_polls;
        std::array<char, 4> some{}; // small, so that one call does not get everything
        const auto count = ::recv(fd, some.data(), some.size(), 0);
        if (count > 0) bytes.append(some.data(), static_cast<std::size_t>(count));
        last_error = count < 0 ? errno : 0;
        if (count <= 0) aio::loop::current().polls().forget(fd, *this);
    }
};

} // namespace

TEST_CASE("data before a reset is still offered, though the poll has failed") {
    const auto main = []() -> coro::task<> {
        const auto listener = test::listen_on_loopback(1);
        const auto address = test::address_of(listener);
        const unique_fd client(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        REQUIRE(::connect(client.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
        unique_fd server(::accept(listener.get(), nullptr, nullptr));
        REQUIRE(::fcntl(client.get(), F_SETFL, O_NONBLOCK) == 0);

        REQUIRE(::send(server.get(), "0123456789", 10, MSG_NOSIGNAL) == 10);
        const linger at_once{.l_onoff = 1, .l_linger = 0};
        REQUIRE(::setsockopt(server.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once) == 0);
        server.reset();

        reader user;
        aio::loop::current().polls().watch(client.get(), UV_READABLE, user);
        while (user.last_error <= 0)
            co_await aio::sleep(1ms);
        CHECK(user.failed_polls > 0);
        CHECK(user.bytes == "0123456789");
        CHECK(user.last_error == ECONNRESET);
    };
    test::run_async(main());
}
