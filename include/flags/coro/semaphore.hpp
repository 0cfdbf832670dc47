// A counter of permits that limits how much runs at once.
#pragma once

#include <flags/base/intrusive_list.hpp>
#include <flags/coro/suspension.hpp>

#include <cstddef>
#include <utility>

namespace flags::coro {

/// Like: asyncio.Semaphore; `async with semaphore:` is `auto permit = co_await semaphore.acquire();` in a
/// block. The oldest waiter gets a returned permit; a later acquire() cannot take it first.
/// Threads: loop thread only.
/// Lifetime: outlives its permits and its waiters.
class semaphore {
public:
    /// Gives its permit back when destroyed. Move-only.
    class permit {
    public:
        permit() noexcept = default;
        permit(permit&& other) noexcept : from_(std::exchange(other.from_, nullptr)) {}
        permit& operator=(permit&& other) noexcept {
            if (this != &other) {
                release();
                from_ = std::exchange(other.from_, nullptr);
            }
            return *this;
        }
        permit(const permit&) = delete;
        permit& operator=(const permit&) = delete;
        ~permit() { release(); }

        void release() noexcept {
            if (from_ != nullptr) std::exchange(from_, nullptr)->give_back();
        }

    private:
        friend class semaphore;
        explicit permit(semaphore& from) noexcept : from_(&from) {}
        semaphore* from_ = nullptr;
    };

    class acquire_awaiter final : public suspension, public list_hook {
    public:
        explicit acquire_awaiter(semaphore& from) noexcept : from_(&from) {}
        acquire_awaiter(const acquire_awaiter&) = delete;
        acquire_awaiter& operator=(const acquire_awaiter&) = delete;
        ~acquire_awaiter() override = default; // returns a permit that was granted and not taken

        [[nodiscard]] bool await_ready() noexcept {
            if (from_->available_ == 0) return false;
            --from_->available_;
            granted_ = permit(*from_);
            return true;
        }
        template <class Promise>
        [[nodiscard]] bool await_suspend(std::coroutine_handle<Promise> handle) {
            if (!suspend(handle)) return false;
            from_->waiters_.push_back(*this);
            return true;
        }
        [[nodiscard]] permit await_resume() {
            check_stopped();
            return std::move(granted_);
        }

    private:
        friend class semaphore;
        bool on_stop() noexcept override {
            unlink();
            return true;
        }
        semaphore* from_;
        permit granted_;
    };

    explicit semaphore(std::size_t permits) noexcept : available_(permits) {}
    semaphore(const semaphore&) = delete;
    semaphore& operator=(const semaphore&) = delete;
    ~semaphore() = default;

    /// Suspends: not when a permit is free.
    /// Cancel: leaves the queue, holds no permit.
    [[nodiscard]] acquire_awaiter acquire() noexcept { return acquire_awaiter(*this); }

    [[nodiscard]] std::size_t available() const noexcept { return available_; }

private:
    void give_back() noexcept {
        if (waiters_.empty()) {
            ++available_;
            return;
        }
        acquire_awaiter& oldest = waiters_.pop_front();
        oldest.granted_.from_ = this;
        oldest.wake();
    }

    std::size_t available_;
    intrusive_list<acquire_awaiter> waiters_;
};

} // namespace flags::coro
