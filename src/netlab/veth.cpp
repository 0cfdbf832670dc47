// rtnetlink(7): one request, one answer.
#include "netlab/veth.hpp"

#include <flags/base/error.hpp>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <string>
#include <sys/socket.h>
#include <vector>

namespace flags::netlab {
namespace {

[[noreturn]] void refuse_link(int error, const std::string& step) {
    throw_errno<machine_error>(error, "cannot " + step + " for the network lab",
                               "; the kernel needs virtual Ethernet (CONFIG_VETH, module veth)");
}

// A message about one interface.
class link_message {
public:
    link_message(std::uint16_t type, std::uint16_t flags, int number) {
        const nlmsghdr header{.nlmsg_len = 0,
                              .nlmsg_type = type,
                              .nlmsg_flags = static_cast<std::uint16_t>(NLM_F_REQUEST | flags),
                              .nlmsg_seq = 1,
                              .nlmsg_pid = 0};
        append(&header, sizeof header);
        append_interface(number);
    }

    void append_interface(int number) {
        ifinfomsg interface{};
        interface.ifi_index = number;
        append(&interface, sizeof interface);
    }
    void attribute(std::uint16_t type, const void* value, std::size_t size) {
        const std::size_t start = open(type);
        append(value, size);
        set_length(start, sizeof(rtattr) + size);
    }
    void name(std::uint16_t type, const char* text) { attribute(type, text, std::strlen(text) + 1); }

    // An attribute of attributes lies between open and close.
    std::size_t open(std::uint16_t type) {
        const std::size_t start = bytes_.size();
        const rtattr head{.rta_len = 0, .rta_type = type};
        append(&head, sizeof head);
        return start;
    }
    void close(std::size_t start) { set_length(start, bytes_.size() - start); }

    // Sends it and returns the answer, truncated to the buffer.
    std::vector<std::byte> ask(const std::string& step) {
        const auto size = static_cast<std::uint32_t>(bytes_.size());
        std::memcpy(bytes_.data(), &size, sizeof size); // nlmsg_len comes first
        const unique_fd socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
        if (!socket || ::send(socket.get(), bytes_.data(), bytes_.size(), 0) < 0) refuse_link(errno, step);
        std::vector<std::byte> answer(std::size_t{32} << 10U); // the largest that the kernel sends
        const ssize_t got = ::recv(socket.get(), answer.data(), answer.size(), 0);
        if (got < 0) refuse_link(errno, step);
        if (static_cast<std::size_t>(got) < sizeof(nlmsghdr)) refuse_link(EPROTO, step);
        answer.resize(static_cast<std::size_t>(got));
        return answer;
    }

private:
    void append(const void* bytes, std::size_t size) {
        const auto* const begin = static_cast<const std::byte*>(bytes);
        bytes_.insert(bytes_.end(), begin, begin + size);
        bytes_.resize(NLMSG_ALIGN(bytes_.size()));
    }
    void set_length(std::size_t start, std::size_t size) {
        const auto length = static_cast<std::uint16_t>(size);
        std::memcpy(&bytes_[start], &length, sizeof length); // rta_len comes first
    }

    std::vector<std::byte> bytes_;
};

// A structure of the answer; false when the answer ends before it does.
template <class Structure>
bool read_at(const std::vector<std::byte>& answer, std::size_t place, Structure& structure) {
    if (answer.size() < sizeof structure || place > answer.size() - sizeof structure) return false;
    std::memcpy(&structure, &answer[place], sizeof structure);
    return true;
}

// Throws when the answer reports an error.
void require_no_error(const std::vector<std::byte>& answer, const std::string& step) {
    nlmsghdr header{};
    nlmsgerr verdict{};
    if (!read_at(answer, 0, header)) refuse_link(EPROTO, step);
    if (header.nlmsg_type != NLMSG_ERROR) return;
    if (!read_at(answer, NLMSG_HDRLEN, verdict)) refuse_link(EPROTO, step);
    if (verdict.error != 0) refuse_link(-verdict.error, step);
}

} // namespace

void make_veth_pair(const char* near, int number, const char* far, const unique_fd& far_network) {
    link_message message(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL | NLM_F_ACK, number);
    message.name(IFLA_IFNAME, near);
    const std::size_t info = message.open(IFLA_LINKINFO);
    message.name(IFLA_INFO_KIND, "veth");
    const std::size_t data = message.open(IFLA_INFO_DATA);
    const std::size_t peer = message.open(VETH_INFO_PEER);
    message.append_interface(0);
    message.name(IFLA_IFNAME, far);
    const int fd = far_network.get();
    message.attribute(IFLA_NET_NS_FD, &fd, sizeof fd);
    message.close(peer);
    message.close(data);
    message.close(info);
    const std::string step = std::string("make the pair of interfaces ") + near + " and " + far;
    require_no_error(message.ask(step), step);
}

bool is_operational(const char* name) {
    const std::string step = std::string("read the state of ") + name;
    link_message message(RTM_GETLINK, 0, 0);
    message.name(IFLA_IFNAME, name);
    const auto answer = message.ask(step);
    require_no_error(answer, step);
    rtattr attribute{};
    for (std::size_t place = NLMSG_HDRLEN + NLMSG_ALIGN(sizeof(ifinfomsg));
         read_at(answer, place, attribute) && attribute.rta_len >= sizeof attribute;
         place += RTA_ALIGN(attribute.rta_len)) {
        std::uint8_t state = 0;
        if (attribute.rta_type == IFLA_OPERSTATE && read_at(answer, place + RTA_LENGTH(0), state))
            return state == IF_OPER_UP;
    }
    return false;
}

} // namespace flags::netlab
