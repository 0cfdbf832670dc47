// The way to a name server, made longer or worse: datagrams that arrive late, or not at all.
#pragma once

#include <flags/base/unique_fd.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <thread>

namespace flags::test {

struct dns_path_options {
    /// Port of the name server on 127.0.0.1.
    std::uint16_t to_port = 0;
    /// From a question's arrival to the start of its answer.
    std::chrono::milliseconds delay{0};
    /// Of questions and answers together, each so-manieth is lost; 0: none.
    std::size_t lose_every = 0;
    /// Where it listens; port 0 is a free one.
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;
};

/// Forwards datagrams only, and at most 100 queries at a time: the server's receive buffer holds about 270
/// (socket(7): rmem_default, 768 bytes for a short datagram), and would lose the others at random.
/// Owns: its sockets and one thread; the destructor ends it. Errors: the constructor throws std::system_error.
/// Units/limits: 65,536 queries in flight, because it numbers them anew.
class dns_path {
public:
    explicit dns_path(const dns_path_options& options);
    dns_path(const dns_path&) = delete;
    dns_path& operator=(const dns_path&) = delete;
    ~dns_path();

    /// "ADDRESS:PORT".
    [[nodiscard]] const std::string& address() const noexcept { return address_; }

private:
    void forward();

    dns_path_options options_;
    std::string address_;
    unique_fd stop_;
    unique_fd front_; // where questions come in
    unique_fd back_;  // connected to the server
    std::thread thread_;
};

} // namespace flags::test
