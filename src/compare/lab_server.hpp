// Any program as the server on the far side of the lab.
#pragma once

#include "base/wake_event.hpp"
#include "netlab/namespaces.hpp"
#include "origin/server.hpp"
#include "process/guardian.hpp"

#include <flags/base/unique_fd.hpp>

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <thread>

namespace flags::compare {

/// What is run, by sh(1), and where it has to listen. In the command {address} and {port} stand for these, {cert} and {key} for
/// files with the server's certificate and key. It reads nothing, and what it writes goes to standard error.
struct server_command {
    std::string command;
    std::string address;
    std::uint16_t port = 0;
    origin::tls_identity identity{}; ///< empty without TLS
};

/// Owns: the server with all that it starts, which the destructor ends; a thread that waits for its end.
/// Threads: construct it while the process has one thread, because it forks; the rest by the owner. `on_early_end` is called in
/// the thread when the server ends before it is asked to.
/// Errors: machine_error.
class lab_server {
public:
    lab_server(const netlab::namespaces& three, server_command what, std::function<void()> on_early_end);
    lab_server(const lab_server&) = delete;
    lab_server& operator=(const lab_server&) = delete;
    ~lab_server();

    /// Starts it and waits until it accepts a connection.
    /// Units/limits: 30 s.
    /// Errors: machine_error also when it ends instead, or does not accept in time.
    void start();

    /// Errors: machine_error when it has ended.
    void check() const;

private:
    const netlab::namespaces& three_;
    server_command what_;
    std::function<void()> on_early_end_;
    unique_fd certificate_;
    unique_fd key_;
    process::guardian guardian_;
    std::thread runner_;
    std::atomic<bool> is_asked_to_end_{false};
    std::atomic<int> exit_code_{0};
    wake_event ended_;
};

} // namespace flags::compare
