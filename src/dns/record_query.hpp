// The A and AAAA records of one name, asked for at the same time.
#pragma once

#include "dns/channel.hpp"

#include <flags/coro/suspension.hpp>

#include <ares.h>

#include <array>
#include <chrono>
#include <coroutine>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace flags::dns {

/// What became of one of the two questions.
struct record_answer {
    /// ARES_ENOTFOUND: there is no such name; ARES_ENODATA: there is, without records of this type.
    int status = ARES_SUCCESS;
    /// Says "no records" without being in charge of the name or asking others for it: knows nothing.
    bool lame = false;
    /// At most 100; not empty when the status is ARES_SUCCESS.
    std::vector<std::string> addresses{};
    /// The shortest of the records on the way to the addresses.
    std::chrono::seconds ttl{};
};

/// By family: 0 is A, 1 is AAAA.
using record_answers = std::array<record_answer, 2>;
using wanted_records = std::array<bool, 2>;

/// Awaited, it asks for the wanted ones, at least one, and goes on when each has its answer. Unlike
/// address_query it knows no hosts file and keeps the two answers apart.
/// Cancel: stops waiting; c-ares cannot call off a single query, whose answer is dropped.
/// Lifetime: the channel outlives it.
class record_query final : public coro::suspension {
public:
    /// `name` as ascii_name() gives it.
    record_query(channel& on, std::string name, wanted_records wanted)
        : channel_(&on), name_(std::move(name)), wanted_(wanted) {}
    record_query(const record_query&) = delete;
    record_query& operator=(const record_query&) = delete;
    ~record_query() override {
        if (request_ != nullptr) request_->awaiter = nullptr;
    }

    [[nodiscard]] bool await_ready() const noexcept { return false; }
    template <class Promise>
    [[nodiscard]] bool await_suspend(std::coroutine_handle<Promise> awaiting) {
        if (!suspend(awaiting)) return false;
        ask();
        return true;
    }
    [[nodiscard]] record_answers await_resume() {
        check_stopped();
        return std::move(answers_);
    }

private:
    // What c-ares points to, until it has called back for each question.
    struct request {
        struct question {
            request* of;
            std::size_t family;
        };
        channel* on;
        record_query* awaiter; // null once nobody waits any more
        std::size_t unanswered;
        std::array<question, 2> questions;
    };

    static void on_answer(void* user, int status, int timeouts, unsigned char* message, int size) noexcept;
    void ask();
    bool on_stop() noexcept override { return true; } // the destructor, which is next, lets go

    channel* channel_;
    std::string name_;
    wanted_records wanted_;
    request* request_ = nullptr; // owned by c-ares; null when it has called back
    record_answers answers_;
};

} // namespace flags::dns
