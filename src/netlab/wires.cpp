// ioctls of netdevice(7) and arp(7). Debian's `ip` cannot do this: an ordinary user's process loses its capabilities in its
// user namespace when it executes another program (capabilities(7)).
#include "netlab/wires.hpp"

#include "netlab/veth.hpp"

#include <flags/base/error.hpp>

#include <arpa/inet.h>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <netinet/in.h>
#include <string>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <thread>

namespace flags::netlab {
namespace {

constexpr const char* far_end = "lab0";

[[noreturn]] void refuse_wire(int error, const std::string& step) {
    throw_errno<machine_error>(error, "cannot " + step + " in the network lab",
                               "; the kernel needs veth and packet sockets (CONFIG_VETH, CONFIG_PACKET)");
}

// One interface, in the network of the calling thread.
class interface {
public:
    explicit interface(const char* name)
        : name_(name), socket_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
        if (!socket_) refuse_wire(errno, "open a socket");
    }

    void bring_up() const {
        ifreq request = request_for();
        request.ifr_flags = IFF_UP | IFF_RUNNING;
        order(SIOCSIFFLAGS, &request, "bring up");
    }
    // The kernel notices the carrier some time later, and drops silently what is sent before.
    void wait_for_carrier() const {
        using namespace std::chrono_literals;
        const auto deadline = std::chrono::steady_clock::now() + 10s;
        while (!is_operational(name_)) {
            if (std::chrono::steady_clock::now() > deadline)
                refuse_wire(ETIMEDOUT, std::string("get a carrier for ") + name_);
            std::this_thread::sleep_for(1ms);
        }
    }
    void set_address(std::string_view address) const {
        ifreq request = request_for();
        request.ifr_addr = socket_address(address);
        order(SIOCSIFADDR, &request, "give an address to");
        request.ifr_netmask = socket_address("255.255.255.252");
        order(SIOCSIFNETMASK, &request, "give a netmask to");
    }
    void disable_offloads() const {
        for (const unsigned feature :
             {0U + ETHTOOL_STSO, 0U + ETHTOOL_SGSO, 0U + ETHTOOL_SGRO, 0U + ETHTOOL_STXCSUM}) {
            ethtool_value off{.cmd = feature, .data = 0};
            ifreq request = request_for();
            request.ifr_data = reinterpret_cast<char*>(&off);
            order(SIOCETHTOOL, &request, "switch off the offloads of");
        }
    }
    [[nodiscard]] sockaddr hardware_address() const {
        ifreq request = request_for();
        order(SIOCGIFHWADDR, &request, "read the hardware address of");
        return request.ifr_hwaddr;
    }
    void set_neighbour(std::string_view address, const sockaddr& hardware) const {
        arpreq request{};
        request.arp_pa = socket_address(address);
        request.arp_ha = hardware;
        request.arp_flags = ATF_PERM | ATF_COM;
        std::memcpy(request.arp_dev, name_, std::strlen(name_));
        order(SIOCSARP, &request, "set the neighbour of");
    }

private:
    static sockaddr socket_address(std::string_view text) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        if (::inet_pton(AF_INET, std::string(text).c_str(), &address.sin_addr) != 1)
            refuse_wire(EINVAL, "read an address");
        sockaddr plain{};
        std::memcpy(&plain, &address, sizeof plain);
        return plain;
    }
    [[nodiscard]] ifreq request_for() const {
        ifreq request{};
        std::memcpy(request.ifr_name, name_, std::strlen(name_));
        return request;
    }
    void order(unsigned long what, void* request, const char* step) const {
        if (::ioctl(socket_.get(), what, request) != 0) refuse_wire(errno, std::string(step) + " " + name_);
    }

    const char* name_;
    unique_fd socket_;
};

// /proc/sys/net shows the network of the process that opens the file.
std::string kernel_file(const char* name) { return std::string("/proc/sys/net/") + name; }

bool try_to_set_kernel(const char* name, std::string_view value) {
    std::ofstream stream(kernel_file(name));
    stream << value << std::flush;
    return stream.good();
}

void set_kernel(const char* name, std::string_view value) {
    if (!try_to_set_kernel(name, value))
        refuse_wire(errno, "write " + std::string(value) + " to " + kernel_file(name));
}

std::string kernel_line(const char* name) {
    std::ifstream stream(kernel_file(name));
    std::string line;
    std::getline(stream, line);
    return line;
}

// A namespace may use what the machine's administrator allows to everybody.
void choose_congestion_control(std::string_view name) {
    if (try_to_set_kernel("ipv4/tcp_congestion_control", name)) return;
    const std::string wanted(name);
    throw machine_error(
        errno, "the network lab cannot use the congestion control " + wanted + ": the kernel has " +
                   congestion_controls() + "; modprobe tcp_" + wanted +
                   " may add it, and the setting net.ipv4.tcp_allowed_congestion_control has to allow it");
}

// Interfaces that are made here from now on have no IPv6, so that the kernel sends no packets of its own.
void disable_ipv6() {
    if (std::filesystem::exists("/proc/sys/net/ipv6")) set_kernel("ipv6/conf/default/disable_ipv6", "1");
}

// Calls `act` in the networks of both ends, one after the other.
template <class Act>
void at_both_ends(const namespaces& three, Act act) {
    for (const unique_fd* const network : {&three.client, &three.origin}) {
        const visit inside(*network, three.ferry);
        act();
    }
}

sockaddr hardware_address_in(const unique_fd& there, const unique_fd& home) {
    const visit inside(there, home);
    return interface(far_end).hardware_address();
}

void configure_end(const unique_fd& there, const unique_fd& home, std::string_view own,
                   std::string_view other, const sockaddr& neighbour) {
    const visit inside(there, home);
    const interface end(far_end);
    end.set_address(own);
    end.set_neighbour(other, neighbour);
}

} // namespace

std::string congestion_controls() { return kernel_line("ipv4/tcp_available_congestion_control"); }

void bring_loopback_up() { interface("lo").bring_up(); }

void lay_wires(const namespaces& three, std::string_view congestion_control) {
    disable_ipv6();
    at_both_ends(three, [congestion_control] {
        disable_ipv6();
        set_kernel("ipv4/tcp_no_metrics_save", "1");
        set_kernel("ipv4/ip_unprivileged_port_start", "0"); // any program may be the server
        choose_congestion_control(congestion_control);
        bring_loopback_up();
    });
    // An interface must not have its peer's number: the kernel takes it for one without a peer then, and notices its carrier
    // up to a second late (Linux 6.1, net/core/link_watch.c). lab0 is number 2.
    make_veth_pair(client_end, 101, far_end, three.client);
    make_veth_pair(origin_end, 102, far_end, three.origin);
    at_both_ends(three, [] { interface(far_end).bring_up(); });
    for (const char* const name : {client_end, origin_end})
        interface(name).bring_up();
    // An old kernel reports a carrier just before it uses it, under the lock that the next ioctl takes, too.
    const auto settle = [](const char* name) {
        const interface end(name);
        end.wait_for_carrier();
        end.disable_offloads();
    };
    at_both_ends(three, [&] { settle(far_end); });
    settle(client_end);
    settle(origin_end);
    const sockaddr client = hardware_address_in(three.client, three.ferry);
    const sockaddr origin = hardware_address_in(three.origin, three.ferry);
    configure_end(three.client, three.ferry, client_address, origin_address, origin);
    configure_end(three.origin, three.ferry, origin_address, client_address, client);
}

} // namespace flags::netlab
