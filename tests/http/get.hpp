// One request of a fresh client, run to completion.
#pragma once

#include "support/run_async.hpp"

#include <flags/aio/sleep.hpp>
#include <flags/base/error.hpp>
#include <flags/coro/cancelled.hpp>
#include <flags/coro/ready_queue.hpp>
#include <flags/http/client.hpp>
#include <flags/http/error.hpp>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <stop_token>
#include <string>
#include <utility>

namespace flags::test {

/// Options that do not depend on the environment of who runs the tests.
inline http::client_options direct() {
    http::client_options options;
    options.environment_proxy = false;
    return options;
}

inline coro::task<http::response> get_once(std::string url, http::client_options options) {
    http::client client(std::move(options));
    co_return co_await client.get(std::move(url));
}

/// Throws what the request throws.
inline http::response get(std::string url, http::client_options options = direct(),
                          std::stop_token stop = {}) {
    return run_async(get_once(std::move(url), std::move(options)), std::move(stop));
}

/// How a request ended, in a word, and the sentence of its exception.
struct ending {
    std::string word; ///< a status, a transport fault, "storage", "usage", "cancelled"
    std::string sentence;
    http::setting setting = http::setting::none; ///< what the failure is about
};

/// The ending of any action, for tables of cases.
inline ending ending_of(const std::function<http::response()>& act) {
    try {
        return {.word = std::to_string(act().status), .sentence = {}};
    } catch (const coro::cancelled&) {
        return {.word = "cancelled", .sentence = {}};
    } catch (const transport_error& failure) {
        return {.word = std::string(to_string(failure.fault())),
                .sentence = failure.what(),
                .setting = http::setting_of(failure)};
    } catch (const machine_error& failure) {
        return {.word = "storage", .sentence = failure.what(), .setting = http::setting_of(failure)};
    } catch (const usage_error& failure) {
        return {.word = "usage", .sentence = failure.what()};
    }
}

inline ending ending_of(const std::string& url, const http::client_options& options = direct()) {
    return ending_of([&] { return get(url, options); });
}

/// Says why a case is skipped when what it needs is not installed.
inline bool skipped(bool available, const char* what) {
    if (!available) std::printf("SKIPPED: there is no %s\n", what);
    return !available;
}

/// Waits until another thread has made `condition` true; the watchdog of run_async bounds it.
inline coro::task<> until(std::function<bool()> condition) {
    while (!condition())
        co_await aio::sleep(std::chrono::milliseconds(1));
}

/// A variable of the environment for the life of the object. The cases of a test program run one at a time.
class variable {
public:
    // NOLINTBEGIN(concurrency-mt-unsafe): read on this thread only
    variable(const char* name, const std::string& value) : name_(name) { ::setenv(name, value.c_str(), 1); }
    variable(const variable&) = delete;
    variable& operator=(const variable&) = delete;
    ~variable() { ::unsetenv(name_); }
    // NOLINTEND(concurrency-mt-unsafe)

private:
    const char* name_;
};

/// Calls `act` once, in the turn of the loop in which some coroutine was made ready, before that coroutine
/// goes on. Made by the only coroutine that is ready, which then waits for something else.
class before_resumption {
public:
    explicit before_resumption(std::function<void()> act) : act_(std::move(act)) {
        uv_loop_t* const loop = aio::loop::current().raw();
        check_ = aio::uv::make<uv_check_t>("uv_check_init", this,
                                           [loop](uv_check_t* c) { return uv_check_init(loop, c); });
        aio::uv::check("uv_check_start", uv_check_start(check_.get(), [](uv_check_t* handle) {
                           if (handle->data == nullptr || coro::ready_queue::current().empty()) return;
                           uv_check_stop(handle);
                           static_cast<before_resumption*>(handle->data)->act_();
                       }));
        uv_unref(reinterpret_cast<uv_handle_t*>(check_.get()));
    }

private:
    std::function<void()> act_;
    aio::uv::handle<uv_check_t> check_;
};

} // namespace flags::test
