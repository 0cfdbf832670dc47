// Reading from descriptors of several kinds, and cancelling it.
#include "support/run_async.hpp"
#include "support/temp_dir.hpp"

#include <flags/aio/input.hpp>
#include <flags/aio/to_thread.hpp>
#include <flags/base/error.hpp>
#include <flags/coro/cancelled.hpp>
#include <flags/coro/task_group.hpp>

#include <doctest/doctest.h>

#include <array>
#include <fcntl.h>
#include <fstream>
#include <string>
#include <unistd.h>

using namespace flags;

namespace {

struct pipe_pair {
    unique_fd reader;
    unique_fd writer;
};

pipe_pair make_pipe() {
    std::array<int, 2> ends{};
    REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
    return {unique_fd(ends[0]), unique_fd(ends[1])};
}

coro::task<std::string> read_all(unique_fd from, std::size_t most) {
    aio::input input(std::move(from));
    std::string all;
    while (true) {
        const auto piece = co_await input.read(most);
        CHECK(piece.size() <= most);
        if (piece.empty()) co_return all;
        all += piece;
    }
}

// Workers take jobs in their order: when this one has run, every earlier one has begun.
coro::task<> until_begun() {
    co_await aio::to_thread([] {});
}

} // namespace

TEST_CASE("a file is read to its end in pieces") {
    const test::temp_dir folder;
    const auto path = folder.path() / "list";
    std::ofstream(path) << std::string(1'000, 'x') << "end";
    CHECK(test::run_async(read_all(unique_fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC)), 64)) ==
          std::string(1'000, 'x') + "end");
}

TEST_CASE("a pipe gives the bytes that are there, and waits for more without blocking the loop") {
    auto ends = make_pipe();
    const auto main = [](unique_fd from, unique_fd to) -> coro::task<> {
        aio::input input(std::move(from));
        REQUIRE(::write(to.get(), "one", 3) == 3);
        const auto one = co_await input.read(100);
        CHECK(one == "one");
        coro::task_group<std::string> group;
        group.start(input.read(100), {});
        co_await coro::yield_now(); // the read is queued
        co_await until_begun();
        CHECK_FALSE(group.next_ended().await_ready());
        REQUIRE(::write(to.get(), "two", 3) == 3);
        const auto two = group.take(co_await group.next_ended());
        CHECK(two.value() == "two");
        to.reset();
        const auto end = co_await input.read(100);
        CHECK(end.empty());
    };
    test::run_async(main(std::move(ends.reader), std::move(ends.writer)));
}

TEST_CASE("a descriptor that cannot be read is an error") {
    const test::temp_dir folder; // EISDIR
    CHECK_THROWS_AS((void)test::run_async(read_all(
                        unique_fd(::open(folder.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)), 10)),
                    storage_error);
}

TEST_CASE("input, cancelled before: throws instead of reading") {
    auto ends = make_pipe();
    REQUIRE(::write(ends.writer.get(), "kept", 4) == 4);
    const int reader = ends.reader.get();
    std::stop_source stop;
    stop.request_stop();
    const auto main = [](unique_fd from) -> coro::task<std::string> {
        aio::input input(std::move(from));
        co_return co_await input.read(10);
    };
    CHECK_THROWS_AS((void)test::run_async(main(unique_fd(::dup(reader))), stop.get_token()), coro::cancelled);
    std::array<char, 4> left{};
    CHECK(::read(reader, left.data(), left.size()) == 4);
}

TEST_CASE("input, cancelled or destroyed while it waits for bytes: the worker is called back") {
    auto ends = make_pipe();
    bool destroy = false;
    SUBCASE("cancelled") {}
    SUBCASE("destroyed") { destroy = true; }
    // That the loop closes shows that the worker has ended: it would wait for it for ever.
    const auto main = [](unique_fd from, bool destroyed) -> coro::task<> {
        aio::input input(std::move(from));
        std::stop_source stop;
        coro::task_group<std::string> group;
        group.start(input.read(10), stop.get_token());
        co_await coro::yield_now(); // the read is queued
        co_await until_begun();
        if (destroyed) co_return;
        stop.request_stop();
        const auto ended = group.take(co_await group.next_ended());
        CHECK_FALSE(ended.has_value());
    };
    test::run_async(main(std::move(ends.reader), destroy));
}
