// Ends a wait in poll(2) from another thread.
#pragma once

#include <flags/base/unique_fd.hpp>

namespace flags {

/// Owns: a descriptor that is readable from the first set() on, for good.
/// Like: asyncio.Event, for threads that wait in poll(2).
/// Errors: the constructor throws machine_error.
/// Threads: set() any.
/// Source: eventfd(2).
class wake_event {
public:
    wake_event();
    void set() const noexcept;
    [[nodiscard]] int fd() const noexcept { return fd_.get(); }

private:
    unique_fd fd_;
};

} // namespace flags
