// A number that a process and its children share.
#pragma once

#include <atomic>
#include <cstdint>

namespace flags {

/// Owns: a page of memory that children which are forked afterwards share (mmap(2), MAP_SHARED). Errors: machine_error.
/// Threads: get() and set() any.
class shared_count {
public:
    shared_count();
    shared_count(const shared_count&) = delete;
    shared_count& operator=(const shared_count&) = delete;
    ~shared_count();

    [[nodiscard]] std::uint64_t get() const noexcept { return *count_; }
    void set(std::uint64_t count) noexcept { *count_ = count; }

private:
    static_assert(std::atomic<std::uint64_t>::is_always_lock_free); // a lock would be of one process
    std::atomic<std::uint64_t>* count_;
};

} // namespace flags
