// Connections that are opened ahead of their requests.
#pragma once

#include "http/socket_address.hpp"

#include <flags/aio/loop.hpp>
#include <flags/aio/uv/poll_table.hpp>
#include <flags/base/unique_fd.hpp>
#include <flags/http/observer.hpp>

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <vector>

namespace flags::http {

/// libcurl's own connects are 50 µs apart, which hides from the time between SYN-ACKs how narrow a link is; here they are
/// opened in one loop, and libcurl is given them when it asks for a socket.
/// Owns: the sockets that nobody has taken.
/// Threads: loop thread only.
class spare_sockets final : private aio::uv::poll_user {
public:
    explicit spare_sockets(aio::loop& loop) noexcept : polls_(&loop.polls()) {}
    spare_sockets(const spare_sockets&) = delete;
    spare_sockets& operator=(const spare_sockets&) = delete;
    ~spare_sockets();

    /// Opens as many as are missing to `wanted` for the requests to an origin, those that libcurl has included. Gives how
    /// many do not stand yet; after a failure to connect no more are opened to that address.
    /// Lifetime: forget() before `told` dies.
    std::size_t open(const socket_address& to, std::string_view origin, std::size_t wanted,
                     connection_observer& observer);

    /// Closes what was opened for this observer and nobody has taken.
    void forget(const connection_observer& observer) noexcept;

    /// A connection to this address that stands and was opened for this origin, if there is one.
    [[nodiscard]] std::optional<unique_fd> take(const sockaddr& to, std::string_view origin);

    /// libcurl has this socket to this address, until it closes it.
    void in_use(int fd, const sockaddr& to, std::string_view origin);
    void closed(int fd) noexcept;

private:
    struct spare {
        unique_fd fd;
        std::string to;
        moment begun{};
        connection_observer* observer = nullptr;
        bool stands = false;
    };

    void ready(int fd, int events) noexcept override;
    bool connect_all(std::vector<spare>& fresh, const socket_address& to);
    [[nodiscard]] std::size_t under_way(const std::string& to) const;

    aio::uv::poll_table* polls_;
    std::vector<spare> spares_;
    std::map<int, std::string> in_use_;
    std::set<std::string, std::less<>> refused_;
};

} // namespace flags::http
