// Stops saves at the last moment before a file gets its final name, so that a test decides what happens
// meanwhile.
#pragma once

#include <cstddef>

namespace flags::test {

/// While it lives, saves of this process wait, each on its worker thread, just before their rename.
/// Threads: any. One at a time.
class held_saves {
public:
    held_saves();
    held_saves(const held_saves&) = delete;
    held_saves& operator=(const held_saves&) = delete;
    ~held_saves();

    /// How many wait now.
    [[nodiscard]] std::size_t waiting() const;

    /// Lets those that wait and those to come go on.
    void release();
};

} // namespace flags::test
