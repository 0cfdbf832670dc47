// proc(5), getifaddrs(3).
#include "base/this_network.hpp"

#include <arpa/inet.h>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <ifaddrs.h>
#include <iterator>
#include <memory>
#include <net/if.h>
#include <netinet/in.h>
#include <sstream>
#include <sys/socket.h>

namespace flags {

namespace {

// Of RTF_UP and RTF_GATEWAY, <linux/route.h>.
constexpr unsigned route_is_up = 0x1;
constexpr unsigned route_has_gateway = 0x2;
// ATF_COM, <net/if_arp.h>: the address is known.
constexpr unsigned neighbour_is_known = 0x2;

std::string content_of(const std::filesystem::path& file) {
    std::ifstream stream(file);
    return {std::istreambuf_iterator<char>(stream), {}};
}

std::optional<unsigned long> number_in(const std::string& text, int base) {
    const char* const begin = text.data() + (base == 16 && text.starts_with("0x") ? 2 : 0);
    unsigned long value = 0;
    const auto [end, code] = std::from_chars(begin, text.data() + text.size(), value, base);
    if (code != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

// The kernel prints addresses as numbers of this machine's byte order.
std::string dotted(unsigned long address) {
    const in_addr raw{.s_addr = static_cast<in_addr_t>(address)};
    std::array<char, INET_ADDRSTRLEN> text{};
    ::inet_ntop(AF_INET, &raw, text.data(), text.size());
    return text.data();
}

struct route {
    std::string interface;
    unsigned long gateway = 0; // 0: none
    unsigned long metric = 0;
};

// Of the table's columns: interface, destination, gateway, flags, references, use, metric, mask.
std::optional<route> default_route_in(const std::string& line) {
    std::istringstream fields(line);
    std::array<std::string, 8> column;
    for (auto& each : column)
        fields >> each;
    const auto destination = number_in(column[1], 16);
    const auto gateway = number_in(column[2], 16);
    const auto kind = number_in(column[3], 16);
    const auto metric = number_in(column[6], 10);
    const auto mask = number_in(column[7], 16);
    if (!destination || !gateway || !kind || !metric || !mask) return std::nullopt;
    if (*destination != 0 || *mask != 0 || (*kind & route_is_up) == 0) return std::nullopt;
    return route{.interface = column[0],
                 .gateway = (*kind & route_has_gateway) != 0 ? *gateway : 0,
                 .metric = *metric};
}

// Of the table's columns: address, type, flags, hardware address, mask, interface.
std::string mac_of(std::string_view neighbours, const std::string& address, const std::string& interface) {
    std::istringstream lines{std::string(neighbours)};
    for (std::string line; std::getline(lines, line);) {
        std::istringstream fields(line);
        std::array<std::string, 6> column;
        for (auto& each : column)
            fields >> each;
        const auto kind = number_in(column[2], 16);
        if (column[0] == address && column[5] == interface && kind && (*kind & neighbour_is_known) != 0)
            return column[3];
    }
    return {};
}

// With the bits that name a machine and not a network cleared.
std::string network_of(const sockaddr& address) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (address.sa_family == AF_INET) {
        sockaddr_in inet{};
        std::memcpy(&inet, &address, sizeof inet);
        inet.sin_addr.s_addr &= htonl(0xFFFFFF00);
        ::inet_ntop(AF_INET, &inet.sin_addr, text.data(), text.size());
        return std::string(text.data()) + "/24";
    }
    sockaddr_in6 inet{};
    std::memcpy(&inet, &address, sizeof inet);
    std::memset(&inet.sin6_addr.s6_addr[8], 0, 8);
    ::inet_ntop(AF_INET6, &inet.sin6_addr, text.data(), text.size());
    return std::string(text.data()) + "/64";
}

// Not the loopback's, nor one that every machine gives itself.
bool tells_a_network(const ifaddrs& each) {
    if (each.ifa_addr == nullptr || (each.ifa_flags & IFF_UP) == 0 || (each.ifa_flags & IFF_LOOPBACK) != 0)
        return false;
    if (each.ifa_addr->sa_family == AF_INET) return true;
    if (each.ifa_addr->sa_family != AF_INET6) return false;
    sockaddr_in6 inet{};
    std::memcpy(&inet, each.ifa_addr, sizeof inet);
    return !IN6_IS_ADDR_LINKLOCAL(&inet.sin6_addr);
}

// Of the named interface, or of the first one when the name is empty; IPv4 before IPv6.
std::optional<std::string> local_network(const std::string& interface) {
    ifaddrs* first = nullptr;
    if (::getifaddrs(&first) != 0) return std::nullopt;
    const std::unique_ptr<ifaddrs, decltype(&::freeifaddrs)> all(first, &::freeifaddrs);
    for (const int family : {AF_INET, AF_INET6})
        for (const ifaddrs* each = all.get(); each != nullptr; each = each->ifa_next)
            if (tells_a_network(*each) && each->ifa_addr->sa_family == family &&
                (interface.empty() || interface == each->ifa_name))
                return std::string(each->ifa_name) + " " + network_of(*each->ifa_addr);
    return std::nullopt;
}

} // namespace

std::optional<way_out> default_way_out(std::string_view routes, std::string_view neighbours) {
    std::optional<route> best;
    std::istringstream lines{std::string(routes)};
    for (std::string line; std::getline(lines, line);)
        if (auto found = default_route_in(line); found && (!best || found->metric < best->metric))
            best = std::move(found);
    if (!best) return std::nullopt;
    way_out way{.interface = best->interface};
    if (best->gateway != 0) way.gateway_mac = mac_of(neighbours, dotted(best->gateway), best->interface);
    return way;
}

std::optional<std::string> network_name(const std::filesystem::path& tables) {
    const auto way = default_way_out(content_of(tables / "route"), content_of(tables / "arp"));
    if (way && !way->gateway_mac.empty()) return way->gateway_mac;
    return local_network(way ? way->interface : std::string());
}

} // namespace flags
