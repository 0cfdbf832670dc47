// One name's addresses, of both families, from the hosts file and the name servers.
#pragma once

#include "dns/channel.hpp"
#include "dns/query.hpp"

#include <ares.h>

#include <string>
#include <utility>
#include <vector>

namespace flags::dns {

struct address_answer {
    int status = ARES_SUCCESS;
    /// Sorted by RFC 6724. Empty unless the status is ARES_SUCCESS.
    std::vector<std::string> addresses;
};

/// The text of an IPv4 or IPv6 address; empty for other families.
[[nodiscard]] std::string address_text(const sockaddr& address);
/// The same for the `bytes` alone of an in_addr (AF_INET) or in6_addr (AF_INET6).
[[nodiscard]] std::string address_text(int family, const void* bytes);

class address_query final : public query<address_answer> {
public:
    address_query(channel& on, std::string host) : query(on), host_(std::move(host)) {}

private:
    static void on_answer(void* user, int status, int timeouts, ares_addrinfo* found) noexcept;
    void ask() override;

    std::string host_;
};

} // namespace flags::dns
