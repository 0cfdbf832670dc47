// One thread, one question at a time. The format is RFC 1035, section 4.
#include "support/dns_server.hpp"

#include "support/socket.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cctype>
#include <cerrno>
#include <cstdio>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <system_error>
#include <utility>

namespace flags::test {
namespace {

constexpr std::size_t header_size = 12;
constexpr unsigned type_a = 1;
constexpr unsigned type_aaaa = 28;

unsigned number_at(const std::string& bytes, std::size_t at) {
    return static_cast<unsigned char>(bytes[at]) * 256U + static_cast<unsigned char>(bytes[at + 1]);
}

std::string two_bytes(std::size_t number) {
    return {static_cast<char>(number / 256), static_cast<char>(number % 256)};
}

unique_fd bound(int type, std::uint16_t port) {
    unique_fd socket(checked(::socket(AF_INET, type | SOCK_CLOEXEC, 0), "socket"));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        socket.reset();
    return socket;
}

// The name in a question without its dots' lengths, in lower case; the place behind it.
std::pair<std::string, std::size_t> name_in(const std::string& message) {
    std::string name;
    std::size_t at = header_size;
    while (at < message.size() && message[at] != 0) {
        const auto length = static_cast<unsigned char>(message[at]);
        if (!name.empty()) name += '.';
        for (const char c : message.substr(at + 1, length))
            name += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        at += length + 1U;
    }
    return {name, at + 1};
}

// One record for each address of the wanted family; its name is the question's (a pointer to offset 12).
std::string records(const std::vector<std::string>& addresses, unsigned type, std::size_t max_size,
                    std::size_t& count) {
    std::string all;
    std::size_t ttl = 59;
    for (const auto& text : addresses) {
        ++ttl;
        std::array<char, sizeof(in6_addr)> bytes{};
        const int family = type == type_a ? AF_INET : AF_INET6;
        if (::inet_pton(family, text.c_str(), bytes.data()) != 1) continue;
        const std::size_t size = std::min(type == type_a ? sizeof(in_addr) : sizeof(in6_addr), max_size);
        all += "\xc0\x0c" + two_bytes(type) + two_bytes(1) + two_bytes(0) + two_bytes(ttl) + two_bytes(size) +
               std::string(bytes.data(), size);
        ++count;
    }
    return all;
}

// The longest data that a record has.
std::size_t record_size(dns_server::manner how) {
    switch (how) {
    case dns_server::manner::empty_records:
        return 0;
    case dns_server::manner::short_records:
        return 3;
    default:
        return sizeof(in6_addr);
    }
}

} // namespace

dns_server::dns_server() : stop_(checked(::eventfd(0, EFD_CLOEXEC), "eventfd")) {
    // One number for both protocols: the kernel chooses it for UDP, and TCP may find it taken.
    for (int attempt = 0; attempt < 100 && !tcp_; ++attempt) {
        udp_ = bound(SOCK_DGRAM, 0);
        port_ = port_of(udp_);
        tcp_ = bound(SOCK_STREAM, port_);
    }
    checked(::listen(tcp_.get(), SOMAXCONN), "listen");
    thread_ = std::thread([this] { serve(); });
}

dns_server::~dns_server() {
    if (::eventfd_write(stop_.get(), 1) != 0) std::perror("dns_server: cannot stop");
    thread_.join();
}

void dns_server::add(const std::string& name, std::vector<std::string> addresses, manner how) {
    const std::scoped_lock lock(mutex_);
    names_.insert_or_assign(name, known_name{.addresses = std::move(addresses), .how = how});
}

std::size_t dns_server::questions(const std::string& name) const {
    const std::scoped_lock lock(mutex_);
    const auto found = questions_.find(name);
    return found == questions_.end() ? 0 : found->second;
}

void dns_server::serve() {
    std::array<pollfd, 3> fds{{{.fd = stop_.get(), .events = POLLIN, .revents = 0},
                               {.fd = udp_.get(), .events = POLLIN, .revents = 0},
                               {.fd = tcp_.get(), .events = POLLIN, .revents = 0}}};
    for (;;) {
        if (::poll(fds.data(), fds.size(), -1) < 0 && errno != EINTR) {
            std::perror("dns_server: poll");
            return;
        }
        if (fds[0].revents != 0) return;
        if (fds[1].revents != 0) answer_datagram();
        if (fds[2].revents != 0) answer_connection();
    }
}

void dns_server::answer_datagram() {
    std::array<char, 512> buffer{}; // RFC 1035, 4.2.1
    sockaddr_in from{};
    socklen_t size = sizeof from;
    auto* const peer = reinterpret_cast<sockaddr*>(&from);
    const auto count = ::recvfrom(udp_.get(), buffer.data(), buffer.size(), 0, peer, &size);
    if (count < 0) return; // an ICMP error of an earlier answer
    if (const auto answer = answer_to({buffer.data(), static_cast<std::size_t>(count)}, true))
        ::sendto(udp_.get(), answer->data(), answer->size(), 0, peer, size);
}

// Messages with their length in front (RFC 1035, 4.2.2), until the peer closes or says nothing for a while.
void dns_server::answer_connection() {
    const unique_fd socket(::accept4(tcp_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    const timeval patience{.tv_sec = 1, .tv_usec = 0};
    ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    const auto read = [&socket](std::size_t size) {
        std::string bytes(size, '\0');
        const auto count = ::recv(socket.get(), bytes.data(), size, MSG_WAITALL);
        return count == static_cast<ssize_t>(size) ? std::optional(bytes) : std::nullopt;
    };
    while (const auto length = read(2)) {
        const auto question = read(number_at(*length, 0));
        if (!question) return;
        if (const auto answer = answer_to(*question, false)) {
            const auto framed = two_bytes(answer->size()) + *answer;
            if (::send(socket.get(), framed.data(), framed.size(), MSG_NOSIGNAL) < 0) return;
        }
    }
}

std::optional<std::string> dns_server::answer_to(const std::string& question, bool by_udp) {
    const auto [name, end] = name_in(question);
    if (end + 4 > question.size()) return std::nullopt;
    const unsigned type = number_at(question, end);
    const std::string asked = question.substr(header_size, end + 4 - header_size);

    const std::scoped_lock lock(mutex_);
    const std::size_t asked_before = questions_[name]++;
    const auto found = names_.find(name);
    const bool known = found != names_.end();
    const manner how = known ? found->second.how : manner::plain;
    if (how == manner::silent) return std::nullopt;
    if (how == manner::hesitant && asked_before < 2) return std::nullopt; // A and AAAA
    if (how == manner::garbled) return question.substr(0, 2) + std::string(30, '\xff');

    // QR, recursion desired and available; the codes of RFC 1035, 4.1.1.
    constexpr std::size_t response = 0x8180;
    constexpr std::size_t truncated = 0x0200;
    constexpr std::size_t server_failure = 2;
    constexpr std::size_t no_such_name = 3;
    constexpr std::size_t refused = 5;
    constexpr std::size_t update_code = 6;
    constexpr std::size_t unassigned_code = 15;
    std::size_t flags = response;
    std::size_t count = 0;
    std::string content;
    if (!known)
        flags |= no_such_name;
    else if (how == manner::refusing)
        flags |= refused;
    else if (how == manner::failing)
        flags |= server_failure;
    else if (how == manner::lame)
        flags = 0x8100; // without "recursion available"
    else if (how == manner::truncated && by_udp)
        flags |= truncated;
    else if (type == type_a || type == type_aaaa)
        content = records(found->second.addresses, type, record_size(how), count);
    if (how == manner::update_code) flags |= update_code;
    if (how == manner::unassigned_code) flags |= unassigned_code;
    if (how == manner::malformed && !content.empty()) content.resize(content.size() - 3);
    const std::size_t id = number_at(question, 0) ^ (how == manner::wrong_id ? 1U : 0U);
    return two_bytes(id) + two_bytes(flags) + two_bytes(1) + two_bytes(count) + two_bytes(0) + two_bytes(0) +
           asked + content;
}

} // namespace flags::test
