// The base of all queries to c-ares: each is awaited once, and may be answered after the wait was given up.
#pragma once

#include <flags/coro/suspension.hpp>

#include <coroutine>
#include <utility>

namespace flags::dns {

class channel;

/// Awaiting it sends the query.
/// Cancel: stops waiting; c-ares cannot call off a single query, whose answer is dropped.
/// Lifetime: the channel outlives it.
template <class Answer>
class query : public coro::suspension {
public:
    query(const query&) = delete;
    query& operator=(const query&) = delete;
    ~query() override {
        if (asked_ != nullptr) asked_->awaiter = nullptr;
    }

    [[nodiscard]] bool await_ready() const noexcept { return false; }
    template <class Promise>
    [[nodiscard]] bool await_suspend(std::coroutine_handle<Promise> awaiting) {
        if (!suspend(awaiting)) return false;
        ask();
        return true;
    }
    [[nodiscard]] Answer await_resume() {
        check_stopped();
        return std::move(answer_);
    }

protected:
    // What c-ares points to, until it has called back.
    struct request {
        channel* on;
        query* awaiter; // null after the wait was given up
    };

    explicit query(channel& on) : channel_(&on) {}

    channel* channel_;
    request* asked_ = nullptr; // owned by c-ares; null when it has called back
    Answer answer_{};

private:
    virtual void ask() = 0;
    bool on_stop() noexcept override { return true; } // the destructor, which runs next, gives up the wait
};

} // namespace flags::dns
