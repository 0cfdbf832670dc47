// A name server for tests, on 127.0.0.1, by UDP and TCP, with the records that a test adds.
#pragma once

#include <flags/base/unique_fd.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace flags::test {

/// Answers questions for A and AAAA records (RFC 1035, RFC 3596) and answers NXDOMAIN for all names without
/// records. Owns: its sockets and one thread; the destructor ends it. Errors: the constructor throws
/// std::system_error. Threads: the public calls may come from any.
class dns_server {
public:
    enum class manner : std::uint8_t {
        plain,
        truncated,       ///< by UDP only says that the answer is too long for it
        silent,          ///< never answers
        refusing,        ///< answers REFUSED
        failing,         ///< answers SERVFAIL
        lame,            ///< answers "nothing here", and is neither in charge of the name nor asks others
        wrong_id,        ///< answers another question's id
        garbled,         ///< answers with the question's id and then nonsense
        malformed,       ///< answers with a record that is longer than the message
        update_code,     ///< answers with RCODE 6, which belongs to DNS UPDATE (RFC 2136), and addresses
        unassigned_code, ///< answers with RCODE 15, which means nothing, and addresses
        empty_records,   ///< answers with address records that have no data
        short_records,   ///< answers with address records whose data is 3 bytes long
        hesitant,        ///< answers nothing to the first question of each type, and plainly after that
    };

    dns_server();
    dns_server(const dns_server&) = delete;
    dns_server& operator=(const dns_server&) = delete;
    ~dns_server();

    /// What `name` resolves to: numeric IPv4 and IPv6 addresses; none is an answer, too (NODATA). Each address's
    /// record lives a second longer than the one before, the first for a minute.
    void add(const std::string& name, std::vector<std::string> addresses, manner how = manner::plain);

    /// "127.0.0.1:PORT".
    [[nodiscard]] std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

    /// Questions for `name` so far, A and AAAA each counted, by UDP and TCP.
    [[nodiscard]] std::size_t questions(const std::string& name) const;

    /// The port alone.
    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

private:
    struct known_name {
        std::vector<std::string> addresses;
        manner how = manner::plain;
    };

    void serve();
    void answer_datagram();
    void answer_connection();
    /// Nothing: no answer is to be sent.
    [[nodiscard]] std::optional<std::string> answer_to(const std::string& question, bool by_udp);

    unique_fd stop_;
    unique_fd udp_;
    unique_fd tcp_;
    std::uint16_t port_ = 0;
    mutable std::mutex mutex_;
    std::map<std::string, known_name> names_;      // under mutex_
    std::map<std::string, std::size_t> questions_; // under mutex_
    std::thread thread_;
};

} // namespace flags::test
