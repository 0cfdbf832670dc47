// Objects that count themselves: a test fails when a coroutine loses or duplicates one.
#pragma once

#include <utility>

namespace flags::test {

/// Counts its living copies on this thread in `alive`; the constructor from int marks a value.
class counted {
public:
    explicit counted(int value = 0) : value_(value) { ++alive; }
    counted(const counted& other) : value_(other.value_) { ++alive; }
    counted(counted&& other) noexcept : value_(std::exchange(other.value_, -1)) { ++alive; }
    counted& operator=(const counted&) = default;
    counted& operator=(counted&& other) noexcept {
        value_ = std::exchange(other.value_, -1);
        return *this;
    }
    ~counted() { --alive; }

    [[nodiscard]] int value() const { return value_; }
    static inline thread_local int alive = 0;

private:
    int value_;
};

} // namespace flags::test
