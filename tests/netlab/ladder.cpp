// One thread does it all: sockets belong to the network in which they were made.
#include "netlab/ladder.hpp"

#include "netlab/stamps.hpp"
#include "netlab/wires.hpp"
#include "support/socket.hpp"

#include <flags/base/unique_fd.hpp>

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <cstdint>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <map>
#include <net/if.h>
#include <netinet/in.h>
#include <optional>
#include <poll.h>
#include <string>
#include <sys/socket.h>

using namespace std::chrono_literals;

namespace flags::test {
namespace {

using netlab::namespaces;
using std::chrono::nanoseconds;

constexpr std::size_t segment = 1448; // MTU 1500 without IPv4, TCP and timestamps
constexpr std::size_t headers = 52;

sockaddr* plain(sockaddr_in& address) { return reinterpret_cast<sockaddr*>(&address); }

// A server that only listens, with buffers for an answer in one write; accepted sockets inherit them.
struct listener {
    unique_fd socket;
    sockaddr_in address{};

    explicit listener(const namespaces& three) {
        const netlab::visit inside(three.origin, three.ferry);
        socket.reset(checked(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket"));
        constexpr int buffer = 200'000;
        checked(::setsockopt(socket.get(), SOL_SOCKET, SO_SNDBUF, &buffer, sizeof buffer), "SO_SNDBUF");
        address.sin_family = AF_INET;
        ::inet_pton(AF_INET, std::string(netlab::origin_address).c_str(), &address.sin_addr);
        checked(::bind(socket.get(), plain(address), sizeof address), "bind");
        checked(::listen(socket.get(), 64), "listen");
        address.sin_port = htons(port_of(socket));
    }
};

unique_fd client_socket(const namespaces& three, int flags = 0) {
    const netlab::visit inside(three.client, three.ferry);
    return unique_fd(checked(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | flags, 0), "socket"));
}

struct data_packet {
    std::uint16_t port = 0; // the client's
    std::size_t bytes = 0;  // of data
    nanoseconds arrived{0};
};

// What comes to the client, as its interface sees it.
class sniffer {
public:
    explicit sniffer(const namespaces& three) {
        const netlab::visit inside(three.client, three.ferry);
        socket_.reset(checked(::socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, 0), "a packet socket"));
        sockaddr_ll address{};
        address.sll_family = AF_PACKET;
        address.sll_protocol = htons(ETH_P_IP);
        address.sll_ifindex = static_cast<int>(::if_nametoindex("lab0"));
        netlab::stamp_arrivals(socket_.get());
        checked(::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), "bind");
    }
    [[nodiscard]] int fd() const { return socket_.get(); }

    // The next packet with data, if there is one.
    std::optional<data_packet> next() {
        for (;;) {
            std::array<std::byte, 120> head{}; // IPv4 and TCP with all options
            const auto got = netlab::receive_stamped(socket_.get(), head);
            if (got.size < 0 && errno == EAGAIN) return std::nullopt;
            checked(static_cast<int>(got.size), "recvmsg");
            const auto number = [&head](std::size_t at, std::size_t size) {
                std::uint32_t value = 0;
                for (const std::byte byte : std::span(head).subspan(at, size))
                    value = value << 8U | std::to_integer<std::uint32_t>(byte);
                return value;
            };
            const std::size_t ip = std::size_t{4} * (number(0, 1) & 0xfU); // RFC 791, RFC 9293
            const std::size_t tcp = std::size_t{4} * (number(ip + 12, 1) >> 4U);
            const std::size_t bytes = number(2, 2) - ip - tcp;
            if (number(9, 1) == IPPROTO_TCP && bytes > 0)
                return data_packet{.port = static_cast<std::uint16_t>(number(ip + 2, 2)),
                                   .bytes = bytes,
                                   .arrived = got.arrived};
        }
    }

private:
    unique_fd socket_;
};

// False after ten seconds in which nothing happens.
bool wait_for(std::span<pollfd> events) {
    return checked(::poll(events.data(), events.size(), 10'000), "poll") > 0;
}

} // namespace

std::vector<nanoseconds> connect_times(const namespaces& three, std::size_t count) {
    listener server(three);
    std::vector<nanoseconds> times;
    while (times.size() < count) {
        const auto client = client_socket(three);
        const auto begun = std::chrono::steady_clock::now();
        checked(::connect(client.get(), plain(server.address), sizeof server.address), "connect");
        times.push_back(std::chrono::steady_clock::now() - begun);
    }
    return times;
}

std::vector<std::vector<std::size_t>> flights(const namespaces& three, nanoseconds rtt,
                                              std::span<const std::size_t> segments) {
    struct transfer {
        std::size_t index = 0;
        std::size_t wanted = 0;
        std::size_t arrived = 0;
        nanoseconds last{0};
    };
    listener server(three);
    sniffer wire(three);
    std::map<std::uint16_t, transfer> transfers;
    std::vector<unique_fd> sockets;
    for (std::size_t i = 0; i < segments.size(); ++i) {
        sockets.push_back(client_socket(three, SOCK_NONBLOCK));
        if (::connect(sockets.back().get(), plain(server.address), sizeof server.address) != 0 &&
            errno != EINPROGRESS)
            checked(-1, "connect");
        transfers[port_of(sockets.back())] = {.index = i, .wanted = segments[i] * segment};
    }
    const std::vector<char> answer(std::ranges::max(segments) * segment);
    for (std::size_t i = 0; i < segments.size(); ++i) {
        sockaddr_in peer{};
        socklen_t size = sizeof peer;
        sockets.emplace_back(
            checked(::accept4(server.socket.get(), plain(peer), &size, SOCK_CLOEXEC), "accept"));
        const auto wanted = transfers.at(ntohs(peer.sin_port)).wanted;
        checked(static_cast<int>(::send(sockets.back().get(), answer.data(), wanted, 0)), "send");
    }
    std::vector<std::vector<std::size_t>> result(segments.size());
    for (std::size_t finished = 0; finished < segments.size();) {
        std::array<pollfd, 1> events{{{.fd = wire.fd(), .events = POLLIN, .revents = 0}}};
        if (!wait_for(events)) break;
        while (const auto packet = wire.next()) {
            transfer& of = transfers.at(packet->port);
            if (of.arrived == 0 || packet->arrived - of.last > rtt / 2) result[of.index].push_back(0);
            ++result[of.index].back();
            of.last = packet->arrived;
            of.arrived += packet->bytes;
            if (of.arrived == of.wanted) ++finished;
        }
    }
    return result;
}

bulk bulk_transfer(const namespaces& three, std::size_t bytes) {
    listener server(three);
    sniffer wire(three);
    const auto client = client_socket(three);
    checked(::connect(client.get(), plain(server.address), sizeof server.address), "connect");
    const unique_fd peer(
        checked(::accept4(server.socket.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK), "accept"));
    std::vector<char> buffer(std::size_t{1} << 16U);
    std::optional<nanoseconds> half;
    bulk result;
    std::size_t to_send = bytes;
    for (std::size_t received = 0; received < bytes;) {
        std::array<pollfd, 3> events{
            {{.fd = wire.fd(), .events = POLLIN, .revents = 0},
             {.fd = client.get(), .events = POLLIN, .revents = 0},
             {.fd = to_send > 0 ? peer.get() : -1, .events = POLLOUT, .revents = 0}}};
        if (!wait_for(events)) break;
        while (const auto packet = wire.next()) {
            if (half) {
                result.bytes += static_cast<double>(packet->bytes + headers);
                result.time = packet->arrived - *half;
            } else if (received >= bytes / 2) {
                half = packet->arrived;
            }
        }
        if (events[1].revents != 0)
            received += static_cast<std::size_t>(
                checked(static_cast<int>(::recv(client.get(), buffer.data(), buffer.size(), 0)), "recv"));
        if (events[2].revents != 0)
            to_send -= static_cast<std::size_t>(checked(
                static_cast<int>(::send(peer.get(), buffer.data(), std::min(buffer.size(), to_send), 0)),
                "send"));
    }
    return result;
}

} // namespace flags::test
