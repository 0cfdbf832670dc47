// The bridge between libcurl and the loop: its timer, results, no descriptors left.
#include "get.hpp"
#include "http/multi.hpp"
#include "support/hostile_server.hpp"

#include <flags/coro/event.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <fcntl.h>
#include <optional>
#include <string>
#include <string_view>
#include <sys/resource.h>

using namespace flags;
using namespace std::chrono_literals;

namespace {

class recorder final : public http::transfer_observer {
public:
    coro::event happened;
    CURLcode result = CURLE_OK;

private:
    void ended(CURLcode with) noexcept override {
        result = with;
        happened.set();
    }
};

http::easy_handle easy_for(const std::string& url, recorder& observer) {
    http::easy_handle easy(curl_easy_init());
    curl_easy_setopt(easy.get(), CURLOPT_URL, url.c_str());
    curl_easy_setopt(easy.get(), CURLOPT_PROXY, "");
    curl_easy_setopt(easy.get(), CURLOPT_PRIVATE, static_cast<http::transfer_observer*>(&observer));
    curl_easy_setopt(
        easy.get(), CURLOPT_WRITEFUNCTION,
        +[](char*, std::size_t size, std::size_t count, void*) { return size * count; });
    return easy;
}

// While it lives this process can open no descriptor; those that are open go on.
class no_descriptors {
public:
    no_descriptors() {
        REQUIRE(::getrlimit(RLIMIT_NOFILE, &before_) == 0);
        rlimit now = before_;
        const unique_fd next(::fcntl(0, F_DUPFD_CLOEXEC, 0)); // the lowest free number
        REQUIRE(next.get() >= 0);
        now.rlim_cur = static_cast<rlim_t>(next.get());
        REQUIRE(::setrlimit(RLIMIT_NOFILE, &now) == 0);
    }
    no_descriptors(const no_descriptors&) = delete;
    no_descriptors& operator=(const no_descriptors&) = delete;
    ~no_descriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }

private:
    rlimit before_{};
};

} // namespace

TEST_CASE("each transfer that was added ends once, with libcurl's result") {
    const test::hostile_server server("flag");
    const auto main = [](const test::hostile_server& from) -> coro::task<> {
        http::multi bridge(aio::loop::current(), 8);
        recorder good;
        recorder bad;
        const auto one = easy_for(from.url("/ok"), good);
        const auto other = easy_for(from.url("/short"), bad);
        bridge.add(one.get());
        bridge.add(other.get());
        co_await good.happened.wait();
        co_await bad.happened.wait();
        CHECK(good.result == CURLE_OK);
        CHECK(bad.result == CURLE_PARTIAL_FILE);
        good.happened.clear();
        bridge.add(one.get()); // a handle that has ended has left the multi, so it can be added again
        co_await good.happened.wait();
        CHECK(good.result == CURLE_OK);
    };
    test::run_async(main(server));
}

TEST_CASE("a removed transfer reports no result") {
    const test::hostile_server server("flag");
    const auto main = [](const test::hostile_server& from) -> coro::task<> {
        http::multi bridge(aio::loop::current(), 8);
        recorder silent;
        recorder other;
        const auto easy = easy_for(from.url("/silent"), silent);
        const auto later = easy_for(from.url("/ok"), other);
        bridge.add(easy.get());
        co_await test::until([&from] { return from.requests() == 1; });
        bridge.remove(easy.get());
        bridge.add(later.get());
        co_await other.happened.wait();
        CHECK_FALSE(silent.happened.is_set());
    };
    test::run_async(main(server));
}

TEST_CASE("libcurl's timers run: a connect time-out ends a transfer without any other event") {
    const test::hostile_server server("flag");
    const auto main = [](const test::hostile_server& from) -> coro::task<> {
        http::multi bridge(aio::loop::current(), 8);
        recorder observer;
        const auto easy = easy_for(from.url("/silent"), observer);
        curl_easy_setopt(easy.get(), CURLOPT_TIMEOUT_MS, 50L);
        const auto start = std::chrono::steady_clock::now();
        bridge.add(easy.get());
        co_await observer.happened.wait();
        CHECK(observer.result == CURLE_OPERATION_TIMEDOUT);
        CHECK(std::chrono::steady_clock::now() - start >= 49ms);
    };
    test::run_async(main(server));
}

TEST_CASE("a missing descriptor is a machine_error with a remedy, and later transfers work") {
    const test::hostile_server server("flag");
    const auto main = [](const test::hostile_server& from) -> coro::task<> {
        // UBSan checks each type once, through a pipe: without a descriptor it would take any object for a broken one. So a
        // client has worked before there is none, and the failure is looked at after.
        (void)co_await http::client(test::direct()).get(from.url("/ok"));
        http::client client(test::direct());
        std::optional<no_descriptors> none(std::in_place);
        try {
            (void)co_await client.get(from.url("/ok"));
            FAIL("a socket came from nowhere");
        } catch (const machine_error& failure) {
            none.reset();
            CHECK(failure.code() == std::errc::too_many_files_open);
            CHECK(std::string_view(failure.what()).find("ulimit -n") != std::string_view::npos);
        }
        const auto answer = co_await client.get(from.url("/ok"));
        CHECK(answer.body == "flag");
    };
    test::run_async(main(server));
}
