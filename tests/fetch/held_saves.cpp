// Takes the place of the C library's renameat(2) in this test program, as there is no other way into a save.
#include "fetch/held_saves.hpp"

#include <condition_variable>
#include <cstdio> // renameat
#include <mutex>
#include <sys/syscall.h>
#include <unistd.h>

namespace flags::test {
namespace {

struct {
    std::mutex mutex;
    std::condition_variable changed;
    std::size_t waiting = 0;
    bool hold = false;
} saves; // renameat has no other way in

} // namespace

held_saves::held_saves() {
    const std::scoped_lock lock(saves.mutex);
    saves.hold = true;
}

held_saves::~held_saves() { release(); }

std::size_t held_saves::waiting() const { // NOLINT(readability-convert-member-functions-to-static)
    const std::scoped_lock lock(saves.mutex);
    return saves.waiting;
}

void held_saves::release() { // NOLINT(readability-convert-member-functions-to-static)
    const std::scoped_lock lock(saves.mutex);
    saves.hold = false;
    saves.changed.notify_all();
}

} // namespace flags::test

extern "C" int renameat(int from_folder, const char* from, int to_folder, const char* to) noexcept {
    using flags::test::saves;
    {
        std::unique_lock lock(saves.mutex);
        ++saves.waiting;
        saves.changed.wait(lock, [] { return !saves.hold; });
        --saves.waiting;
    }
    return static_cast<int>(::syscall(SYS_renameat2, from_folder, from, to_folder, to, 0));
}
