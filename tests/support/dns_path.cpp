// One thread. It renumbers the queries, so that each answer of its one socket goes back to the right client.
#include "support/dns_path.hpp"

#include "support/socket.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <cstdio>
#include <deque>
#include <netinet/in.h>
#include <optional>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <system_error>
#include <utility>
#include <vector>

namespace flags::test {
namespace {

using clock = std::chrono::steady_clock;

sockaddr_in internet_address(const std::string& text, std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    if (::inet_pton(AF_INET, text.c_str(), &address.sin_addr) != 1)
        throw std::system_error(EINVAL, std::generic_category(), text);
    return address;
}

// With room for thousands of datagrams where the kernel allows that (socket(7)): it is not to lose any by itself.
unique_fd datagram_socket() {
    unique_fd socket(checked(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), "socket"));
    const int size = 16 << 20;
    if (::setsockopt(socket.get(), SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size) != 0)
        checked(::setsockopt(socket.get(), SOL_SOCKET, SO_RCVBUF, &size, sizeof size), "SO_RCVBUF");
    return socket;
}

constexpr std::size_t most_at_the_server = 100;
constexpr auto given_up_after = std::chrono::milliseconds(50); // a server that is silent frees its place

struct question {
    sockaddr_in from{};
    std::array<char, 2> id{}; // the asker's own
    clock::time_point asked_at;
    clock::time_point sent_at{};
    bool open = false; // at the server, and not answered
};

struct held_answer {
    clock::time_point due;
    sockaddr_in to{};
    std::vector<char> bytes;
};

} // namespace

dns_path::dns_path(const dns_path_options& options)
    : options_(options), stop_(checked(::eventfd(0, EFD_CLOEXEC), "eventfd")), front_(datagram_socket()),
      back_(datagram_socket()) {
    auto here = internet_address(options.address, options.port);
    const auto server = internet_address("127.0.0.1", options.to_port);
    socklen_t size = sizeof here;
    checked(::bind(front_.get(), reinterpret_cast<const sockaddr*>(&here), size), "bind");
    checked(::getsockname(front_.get(), reinterpret_cast<sockaddr*>(&here), &size), "getsockname");
    checked(::connect(back_.get(), reinterpret_cast<const sockaddr*>(&server), sizeof server), "connect");
    address_ = options.address + ":" + std::to_string(ntohs(here.sin_port));
    thread_ = std::thread([this] { forward(); });
}

dns_path::~dns_path() {
    if (::eventfd_write(stop_.get(), 1) != 0) std::perror("dns_path: cannot stop");
    thread_.join();
}

void dns_path::forward() {
    std::vector<question> questions(65'536); // by the number that the server sees
    std::uint16_t next_id = 0;
    std::deque<std::pair<std::uint16_t, std::vector<char>>> waiting;
    std::deque<std::uint16_t> at_server; // in the order of sending; those that are not open are over
    std::size_t open = 0;
    std::deque<held_answer> held;
    std::size_t seen = 0;
    const auto lost = [&] { return options_.lose_every != 0 && ++seen % options_.lose_every == 0; };
    std::array<char, 65'536> buffer{};
    std::array<pollfd, 3> fds{{{.fd = stop_.get(), .events = POLLIN, .revents = 0},
                               {.fd = front_.get(), .events = POLLIN, .revents = 0},
                               {.fd = back_.get(), .events = POLLIN, .revents = 0}}};
    while (true) {
        std::optional<clock::time_point> next;
        if (!held.empty()) next = held.front().due;
        if (!waiting.empty()) // all places are taken
            next = std::min(next.value_or(clock::time_point::max()),
                            questions[at_server.front()].sent_at + given_up_after);
        timespec wait{};
        if (next)
            wait.tv_nsec = std::clamp<std::chrono::nanoseconds::rep>(
                std::chrono::nanoseconds(*next - clock::now()).count(), 0, 999'999'999);
        if (::ppoll(fds.data(), fds.size(), next ? &wait : nullptr, nullptr) < 0 && errno != EINTR) {
            std::perror("dns_path: poll");
            return;
        }
        if (fds[0].revents != 0) return;
        while (true) {
            sockaddr_in from{};
            socklen_t size = sizeof from;
            const auto count = ::recvfrom(front_.get(), buffer.data(), buffer.size(), 0,
                                          reinterpret_cast<sockaddr*>(&from), &size);
            if (count < 2) break;
            if (lost()) continue;
            if (std::exchange(questions[next_id].open, false)) --open;
            questions[next_id] = {.from = from, .id = {buffer[0], buffer[1]}, .asked_at = clock::now()};
            buffer[0] = static_cast<char>(next_id >> 8U);
            buffer[1] = static_cast<char>(next_id & 0xffU);
            waiting.emplace_back(next_id++, std::vector<char>(buffer.begin(), buffer.begin() + count));
        }
        while (true) {
            const auto count = ::recv(back_.get(), buffer.data(), buffer.size(), 0);
            if (count < 2) break;
            if (lost()) continue;
            const auto id = static_cast<std::size_t>(static_cast<unsigned char>(buffer[0])) << 8U |
                            static_cast<unsigned char>(buffer[1]);
            question& to = questions[id];
            if (std::exchange(to.open, false)) --open;
            std::ranges::copy(to.id, buffer.begin());
            held.push_back({.due = to.asked_at + options_.delay,
                            .to = to.from,
                            .bytes = std::vector<char>(buffer.begin(), buffer.begin() + count)});
        }
        while (!at_server.empty()) {
            question& oldest = questions[at_server.front()];
            if (oldest.open && clock::now() - oldest.sent_at < given_up_after) break;
            if (std::exchange(oldest.open, false)) --open;
            at_server.pop_front();
        }
        for (; !waiting.empty() && open < most_at_the_server; waiting.pop_front()) {
            const auto& [id, bytes] = waiting.front();
            ::send(back_.get(), bytes.data(), bytes.size(), 0); // or lost, as on any way
            questions[id].sent_at = clock::now();
            questions[id].open = true;
            ++open;
            at_server.push_back(id);
        }
        for (const auto now = clock::now(); !held.empty() && held.front().due <= now; held.pop_front())
            ::sendto(front_.get(), held.front().bytes.data(), held.front().bytes.size(), 0,
                     reinterpret_cast<const sockaddr*>(&held.front().to), sizeof held.front().to);
    }
}

} // namespace flags::test
