// Bytes of a descriptor that may make one wait: a pipe, a terminal, a file.
#pragma once

#include <flags/base/unique_fd.hpp>
#include <flags/coro/task.hpp>

#include <cstddef>
#include <memory>
#include <string>

namespace flags::aio {

/// Like: asyncio.StreamReader, for any kind of descriptor. It leaves the descriptor's flags alone, which a terminal
/// shares with the shell.
/// Owns: the descriptor.
/// Threads: loop thread only; it waits and reads on a worker thread (see to_thread).
class input {
public:
    explicit input(unique_fd from);

    /// What is there, at most `most` bytes; empty at the end. One at a time.
    /// Errors: storage_error; machine_error when no descriptor is left.
    /// Cancel: stops waiting; nothing is read.
    [[nodiscard]] coro::task<std::string> read(std::size_t most);

private:
    std::shared_ptr<const unique_fd> fd_; // shared with the worker, which may outlive the wait
};

} // namespace flags::aio
