// getaddrinfo(3) as a value.
#include "dns/address_query.hpp"

#include <flags/dns/resolver.hpp>

#include <cerrno>
#include <memory>
#include <netdb.h>
#include <sys/socket.h>
#include <system_error>
#include <utility>

namespace flags::dns {

system_answer system_lookup(const std::string& host) {
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* first = nullptr;
    const int failure = ::getaddrinfo(host.c_str(), nullptr, &hints, &first);
    if (failure == EAI_SYSTEM)
        return std::unexpected(system_failure{failure, std::generic_category().message(errno)});
    if (failure != 0) return std::unexpected(system_failure{failure, ::gai_strerror(failure)});
    const std::unique_ptr<addrinfo, decltype([](addrinfo* list) { ::freeaddrinfo(list); })> list(first);
    addresses found;
    for (const addrinfo* each = list.get(); each != nullptr; each = each->ai_next)
        if (auto text = address_text(*each->ai_addr); !text.empty()) found.push_back(std::move(text));
    return found;
}

} // namespace flags::dns
