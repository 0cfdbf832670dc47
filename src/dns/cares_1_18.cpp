// c-ares before 1.34: Debian 12.
#include "dns/address_query.hpp"
#include "dns/cares.hpp"

#include <algorithm>
#include <arpa/nameser.h>
#include <array>
#include <memory>
#include <netinet/in.h>
#include <new>
#include <span>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

namespace flags::dns::cares {

namespace {

using bytes = std::span<const unsigned char>;

unsigned number_at(bytes message, std::size_t at) { return message[at] * 256U + message[at + 1]; }

// The place behind a name, which ends with an empty label or with a pointer (RFC 1035, 4.1.4).
std::size_t skip_name(bytes message, std::size_t at) {
    while (at < message.size() && message[at] != 0 && message[at] < 0xc0)
        at += message[at] + 1U;
    return at < message.size() && message[at] != 0 ? at + 2 : at + 1;
}

constexpr std::size_t header_size = 12;

// c-ares 1.18.1 ignores a record whose length does not fit its type. The message has a whole header.
bool has_wrong_length(bytes message, unsigned type, unsigned length) {
    constexpr std::size_t after_question = 4; // type, class
    constexpr std::size_t before_data = 10;   // type, class, TTL, length
    std::size_t at = header_size;
    for (unsigned left = number_at(message, 4); left > 0; --left)
        at = skip_name(message, at) + after_question;
    for (unsigned left = number_at(message, 6); left > 0; --left) {
        at = skip_name(message, at);
        if (at + before_data > message.size()) return true;
        const unsigned size = number_at(message, at + 8);
        if (number_at(message, at) == type && size != length) return true;
        at += before_data + size;
    }
    return false;
}

// c-ares has one function and one structure for each of the two types.
template <class Record>
record_answer records_in(bytes message, unsigned type, unsigned length, auto parse, auto text) {
    std::array<Record, max_addresses> records{};
    int count = static_cast<int>(records.size());
    record_answer answer{
        .status = parse(message.data(), static_cast<int>(message.size()), nullptr, records.data(), &count)};
    if (answer.status != ARES_SUCCESS && answer.status != ARES_ENODATA) return answer;
    if (has_wrong_length(message, type, length)) return {.status = ARES_EBADRESP};
    if (answer.status != ARES_SUCCESS) return answer;
    int shortest = count > 0 ? records.front().ttl : 0;
    for (const Record& each : std::span(records).first(static_cast<std::size_t>(count))) {
        answer.addresses.push_back(text(each));
        shortest = std::min(shortest, each.ttl);
    }
    answer.ttl = std::chrono::seconds(std::max(shortest, 0));   // RFC 2181, 8: with the first bit set it is 0
    if (answer.addresses.empty()) answer.status = ARES_ENODATA; // a chain of aliases that ends nowhere
    return answer;
}

template <record_type Type>
record_answer records_of(bytes message) {
    if constexpr (Type == record_type::a)
        return records_in<ares_addrttl>(
            message, ns_t_a, sizeof(in_addr), ares_parse_a_reply,
            [](const ares_addrttl& record) { return address_text(AF_INET, &record.ipaddr); });
    else
        return records_in<ares_addr6ttl>(
            message, ns_t_aaaa, sizeof(in6_addr), ares_parse_aaaa_reply,
            [](const ares_addr6ttl& record) { return address_text(AF_INET6, &record.ip6addr); });
}

// c-ares 1.18.1 (ares_query) gives ARES_SUCCESS for each RCODE that it does not know.
int status_of(int status, bytes message) {
    if (status != ARES_SUCCESS || message.size() < 4) return status;
    return (message[3] & 0x0fU) == ns_r_noerror ? ARES_SUCCESS : ARES_ESERVFAIL;
}

// Neither "authoritative answer" nor "recursion available" in the header (RFC 1035, 4.1.1).
bool is_lame(bytes message) {
    return message.size() >= 4 && (message[2] & 0x04U) == 0 && (message[3] & 0x80U) == 0;
}

ares_ssize_t receive(ares_socket_t fd, void* buffer, std::size_t size, int flags, sockaddr* from,
                     ares_socklen_t* from_size, void* /*user*/) noexcept {
    const auto count = ::recvfrom(fd, buffer, size, flags, from, from_size);
    if (count < static_cast<ssize_t>(header_size) || from == nullptr)
        return count; // TCP is asked without a place for the address
    auto* const text = static_cast<unsigned char*>(buffer);
    const bytes message(text, static_cast<std::size_t>(count));
    if ((text[3] & 0x0fU) > ns_r_refused || has_wrong_length(message, ns_t_a, sizeof(in_addr)) ||
        has_wrong_length(message, ns_t_aaaa, sizeof(in6_addr)))
        text[3] = static_cast<unsigned char>((text[3] & 0xf0U) | ns_r_servfail);
    return count;
}

// c-ares 1.18.1 calls all of them or none, and leaves a socket that it did not make as it is.
constexpr ares_socket_functions socket_functions = {
    .asocket = [](int domain, int type, int protocol, void* /*user*/) -> ares_socket_t {
        const int fd = ::socket(domain, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);
        ::setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &receive_buffer_size, sizeof receive_buffer_size);
        return fd;
    },
    .aclose = [](ares_socket_t fd, void* /*user*/) { return ::close(fd); },
    .aconnect = [](ares_socket_t fd, const sockaddr* to, ares_socklen_t size,
                   void* /*user*/) { return ::connect(fd, to, size); },
    .arecvfrom = receive,
    .asendv = [](ares_socket_t fd, const iovec* parts, int count, void* /*user*/) -> ares_ssize_t {
        return ::writev(fd, parts, count);
    },
};

template <record_type Type>
void on_message(void* user, int status, int /*timeouts*/, unsigned char* text, int size) noexcept {
    auto& asked = *static_cast<question*>(user);
    const bytes message = text == nullptr ? bytes() : bytes(text, static_cast<std::size_t>(size));
    record_answer answer{.status = status_of(status, message)};
    try {
        if (answer.status == ARES_SUCCESS) answer = records_of<Type>(message);
    } catch (const std::bad_alloc&) {
        answer = {.status = ARES_ENOMEM};
    }
    answer.lame = answer.status == ARES_ENODATA && is_lame(message);
    asked.on_answer(asked, std::move(answer));
}

} // namespace

int add_options(ares_options& /*settings*/) noexcept { return 0; }

int keep_questions_apart(ares_channel /*channel*/) noexcept {
    return ARES_SUCCESS;
} // c-ares 1.18 does so by itself

int refuse_strange_answers(ares_channel channel) noexcept {
    ares_set_socket_functions(channel, &socket_functions, nullptr);
    return ARES_SUCCESS;
}

std::vector<std::string> servers(ares_channel channel) {
    constexpr int usual_port = 53;
    ares_addr_port_node* first = nullptr;
    if (ares_get_servers_ports(channel, &first) != ARES_SUCCESS) throw std::bad_alloc();
    const std::unique_ptr<ares_addr_port_node,
                          decltype([](ares_addr_port_node* list) { ares_free_data(list); })>
        list(first);
    std::vector<std::string> all;
    for (const auto* each = first; each != nullptr; each = each->next) {
        const std::string address = address_text(each->family, &each->addr);
        all.push_back((each->family == AF_INET6 ? "[" + address + "]" : address) + ":" +
                      std::to_string(each->udp_port == 0 ? usual_port : each->udp_port));
    }
    return all;
}

void ask(ares_channel channel, const std::string& name, record_type type, question& asked) noexcept {
    if (type == record_type::a)
        ares_query(channel, name.c_str(), ns_c_in, ns_t_a, on_message<record_type::a>, &asked);
    else
        ares_query(channel, name.c_str(), ns_c_in, ns_t_aaaa, on_message<record_type::aaaa>, &asked);
}

} // namespace flags::dns::cares
