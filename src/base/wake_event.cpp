// eventfd(2): one descriptor, where a pipe takes two.
#include "base/wake_event.hpp"

#include <flags/base/error.hpp>

#include <cerrno>
#include <sys/eventfd.h>

namespace flags {

wake_event::wake_event() : fd_(::eventfd(0, EFD_CLOEXEC)) {
    if (!fd_) throw_errno<machine_error>(errno, "cannot make a descriptor that wakes a thread");
}

// The write fails only where the counter is at its end, 2^64 - 2, and then the descriptor is readable already.
void wake_event::set() const noexcept { (void)::eventfd_write(fd_.get(), 1); }

} // namespace flags
