// c-ares 1.34 and later: Debian 13.
#include "dns/address_query.hpp"
#include "dns/cares.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <netinet/in.h>
#include <new>
#include <span>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

namespace flags::dns::cares {

namespace {

using message_ptr =
    std::unique_ptr<ares_dns_record_t,
                    decltype([](ares_dns_record_t* message) { ares_dns_record_destroy(message); })>;

// Two workarounds for c-ares 1.34.5, both in what it receives by UDP:
// - When it cannot decode a message, it closes the socket and fails all questions that are on their way there (read_answer,
//   handle_conn_error). So it gets no such message; when the question in it can be read, it gets that, as "undecodable".
// - After three answers of a server, the time-out of all further questions is five times their mean time and at least
//   250 ms, whatever the channel's options say (ares_metrics.c). Answers count there only when their RCODE is NOERROR or
//   NXDOMAIN, so it gets these as other codes. The codes used belong to DNS UPDATE (RFC 2136): no answer to a question has
//   them.
// What stays: a time-out of less than 250 ms lasts 250 ms, and one of more than 5 s lasts 5 s.
enum rcode : unsigned { no_error = 6, no_such_name = 7, undecodable = 8 };

using bytes = std::span<unsigned char>;

constexpr std::size_t header_size = 12;

bool decodes(bytes message) {
    ares_dns_record_t* record = nullptr;
    const auto status = ares_dns_parse(message.data(), message.size(), 0, &record);
    const message_ptr owned(record);
    return status == ARES_SUCCESS;
}

void set_rcode(bytes message, unsigned code) {
    message[3] = static_cast<unsigned char>((message[3] & 0xf0U) | code);
}

// Header and question of a message, with the code "undecodable"; empty when they cannot be decoded either.
bytes question_of(bytes message) {
    std::size_t at = header_size;
    while (at < message.size() && message[at] != 0)
        at += message[at] + 1U;
    const std::size_t size = at + 5; // the end of the name, type, class
    if (size > message.size()) return {};
    std::ranges::fill(message.subspan(6, 6), 0); // no records follow
    set_rcode(message, undecodable);
    return decodes(message.first(size)) ? message.first(size) : bytes();
}

// The part of a datagram that c-ares gets; empty when it gets nothing.
bytes prepared(bytes datagram) {
    if (datagram.size() < header_size) return {};
    if (!decodes(datagram)) return question_of(datagram);
    const unsigned code = datagram[3] & 0x0fU;
    if (code == ARES_RCODE_NOERROR) set_rcode(datagram, no_error);
    if (code == ARES_RCODE_NXDOMAIN) set_rcode(datagram, no_such_name);
    if (code > ARES_RCODE_REFUSED) set_rcode(datagram, ARES_RCODE_SERVFAIL);
    return datagram;
}

ares_ssize_t receive(ares_socket_t fd, void* buffer, std::size_t size, int flags, sockaddr* from,
                     ares_socklen_t* from_size, void* /*user*/) noexcept {
    while (true) {
        const auto count = ::recvfrom(fd, buffer, size, flags, from, from_size);
        if (count <= 0 || from == nullptr) return count; // TCP is asked without a place for the address
        const auto message = prepared({static_cast<unsigned char*>(buffer), static_cast<std::size_t>(count)});
        if (!message.empty()) return static_cast<ares_ssize_t>(message.size());
    }
}

constexpr ares_socket_functions_ex socket_functions = {
    .version = 1,
    .flags = ARES_SOCKFUNC_FLAG_NONBLOCKING,
    .asocket = [](int domain, int type, int protocol, void* /*user*/) -> ares_socket_t {
        return ::socket(domain, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);
    },
    .aclose = [](ares_socket_t fd, void* /*user*/) { return ::close(fd); },
    .asetsockopt =
        [](ares_socket_t fd, ares_socket_opt_t option, const void* value, ares_socklen_t size,
           void* /*user*/) {
            if (option == ARES_SOCKET_OPT_RECVBUF_SIZE)
                return ::setsockopt(fd, SOL_SOCKET, SO_RCVBUF, value, size);
            errno = ENOSYS;
            return -1;
        },
    .aconnect = [](ares_socket_t fd, const sockaddr* to, ares_socklen_t size, unsigned /*flags*/,
                   void* /*user*/) { return ::connect(fd, to, size); },
    .arecvfrom = receive,
    .asendto = [](ares_socket_t fd, const void* buffer, std::size_t size, int flags, const sockaddr* to,
                  ares_socklen_t to_size, void* /*user*/) -> ares_ssize_t {
        return ::sendto(fd, buffer, size, flags | MSG_NOSIGNAL, to, to_size);
    },
    .agetsockname = nullptr,
    .abind = nullptr,
    .aif_nametoindex = nullptr,
    .aif_indextoname = nullptr,
};

ares_ssize_t receive_known_codes(ares_socket_t fd, void* buffer, std::size_t size, int flags, sockaddr* from,
                                 ares_socklen_t* from_size, void* /*user*/) noexcept {
    const auto count = ::recvfrom(fd, buffer, size, flags, from, from_size);
    if (count < static_cast<ssize_t>(header_size) || from == nullptr) return count;
    const bytes message(static_cast<unsigned char*>(buffer), static_cast<std::size_t>(count));
    if ((message[3] & 0x0fU) > ARES_RCODE_REFUSED) set_rcode(message, ARES_RCODE_SERVFAIL);
    return count;
}

// c-ares 1.34 refuses a record of a wrong length by itself.
constexpr ares_socket_functions_ex functions_for_known_codes = [] {
    auto same = socket_functions;
    same.arecvfrom = receive_known_codes;
    return same;
}();

int status_of(unsigned code) {
    switch (code) {
    case ARES_RCODE_NOERROR:
    case no_error:
        return ARES_SUCCESS;
    case ARES_RCODE_NXDOMAIN:
    case no_such_name:
        return ARES_ENOTFOUND;
    case ARES_RCODE_FORMERR:
        return ARES_EFORMERR;
    case ARES_RCODE_NOTIMP:
        return ARES_ENOTIMP;
    case ARES_RCODE_REFUSED:
        return ARES_EREFUSED;
    case undecodable:
        return ARES_EBADRESP;
    default:
        return ARES_ESERVFAIL;
    }
}

record_answer records_in(const ares_dns_record_t& message, record_type wanted) {
    record_answer answer;
    unsigned shortest = INT32_MAX;
    const auto count = ares_dns_record_rr_cnt(&message, ARES_SECTION_ANSWER);
    for (std::size_t i = 0; i < count && answer.addresses.size() < max_addresses; ++i) {
        const auto* const record = ares_dns_record_rr_get_const(&message, ARES_SECTION_ANSWER, i);
        const auto type = ares_dns_rr_get_type(record);
        if (wanted == record_type::a && type == ARES_REC_TYPE_A)
            answer.addresses.push_back(address_text(AF_INET, ares_dns_rr_get_addr(record, ARES_RR_A_ADDR)));
        else if (wanted == record_type::aaaa && type == ARES_REC_TYPE_AAAA)
            answer.addresses.push_back(
                address_text(AF_INET6, ares_dns_rr_get_addr6(record, ARES_RR_AAAA_ADDR)));
        else if (type != ARES_REC_TYPE_CNAME)
            continue;
        const unsigned ttl = ares_dns_rr_get_ttl(record);
        shortest =
            std::min(shortest, ttl > INT32_MAX ? 0 : ttl); // RFC 2181, 8: with the first bit set it is 0
    }
    if (answer.addresses.empty()) return {.status = ARES_ENODATA}; // a chain of aliases may end nowhere
    answer.ttl = std::chrono::seconds(shortest);
    return answer;
}

template <record_type Type>
void on_message(void* user, ares_status_t status, std::size_t /*timeouts*/,
                const ares_dns_record_t* message) noexcept {
    auto& asked = *static_cast<question*>(user);
    record_answer answer{.status = static_cast<int>(status)};
    // The status is ARES_SUCCESS for each RCODE that c-ares does not know.
    if (message != nullptr) answer.status = status_of(ares_dns_record_get_rcode(message));
    try {
        if (answer.status == ARES_SUCCESS) answer = records_in(*message, Type);
    } catch (const std::bad_alloc&) {
        answer = {.status = ARES_ENOMEM};
    }
    answer.lame = answer.status == ARES_ENODATA &&
                  (ares_dns_record_get_flags(message) & (ARES_FLAG_AA | ARES_FLAG_RA)) == 0;
    asked.on_answer(asked, std::move(answer));
}

} // namespace

// Without the cache of c-ares 1.31 and later: a second question for a name is sent, as with older releases.
int add_options(ares_options& settings) noexcept {
    settings.qcache_max_ttl = 0;
    return ARES_OPT_QUERY_CACHE;
}

int keep_questions_apart(ares_channel channel) noexcept {
    return ares_set_socket_functions_ex(channel, &socket_functions, nullptr);
}

int refuse_strange_answers(ares_channel channel) noexcept {
    return ares_set_socket_functions_ex(channel, &functions_for_known_codes, nullptr);
}

std::vector<std::string> servers(ares_channel channel) {
    const std::unique_ptr<char, decltype([](char* text) { ares_free_string(text); })> list(
        ares_get_servers_csv(channel));
    if (!list) throw std::bad_alloc();
    std::vector<std::string> all;
    for (std::string_view rest = list.get(); !rest.empty();) {
        const auto end = std::min(rest.find(','), rest.size());
        all.emplace_back(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return all;
}

void ask(ares_channel channel, const std::string& name, record_type type, question& asked) noexcept {
    if (type == record_type::a)
        ares_query_dnsrec(channel, name.c_str(), ARES_CLASS_IN, ARES_REC_TYPE_A, on_message<record_type::a>,
                          &asked, nullptr);
    else
        ares_query_dnsrec(channel, name.c_str(), ARES_CLASS_IN, ARES_REC_TYPE_AAAA,
                          on_message<record_type::aaaa>, &asked, nullptr);
}

} // namespace flags::dns::cares
