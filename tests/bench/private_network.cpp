// unshare(2), and what a new user and a new network have to be told first.
#include "bench/private_network.hpp"

#include <flags/base/unique_fd.hpp>

#include <cerrno>
#include <fstream>
#include <net/if.h>
#include <sched.h>
#include <string_view>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>

namespace flags::bench {
namespace {

std::string refused(const std::string& what) { return what + ": " + std::generic_category().message(errno); }

bool write_proc(const char* file, const std::string& text) {
    std::ofstream stream(file);
    stream << text << std::flush;
    return static_cast<bool>(stream);
}

bool bring_loopback_up() {
    const unique_fd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    ifreq request{};
    constexpr std::string_view name = "lo";
    name.copy(request.ifr_name, name.size());
    request.ifr_flags = IFF_UP | IFF_RUNNING;
    return socket && ::ioctl(socket.get(), SIOCSIFFLAGS, &request) == 0;
}

} // namespace

std::string enter_private_network(const std::filesystem::path& resolv_conf) {
    static bool inside = false;
    if (!inside) {
        constexpr int network_and_mounts = CLONE_NEWNET | CLONE_NEWNS;
        const auto user = std::to_string(::geteuid());
        const auto group = std::to_string(::getegid());
        if (::unshare(network_and_mounts) != 0) {
            // Whoever is not root becomes the owner of a user namespace, under the same number.
            if (::unshare(CLONE_NEWUSER | network_and_mounts) != 0) return refused("unshare");
            if (!write_proc("/proc/self/uid_map", user + " " + user + " 1\n") ||
                !write_proc("/proc/self/setgroups", "deny") ||
                !write_proc("/proc/self/gid_map", group + " " + group + " 1\n"))
                return refused("a user namespace");
        }
        if (!bring_loopback_up()) return refused("loopback");
        if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return refused("mount /");
        if (::mount(resolv_conf.c_str(), "/etc/resolv.conf", nullptr, MS_BIND, nullptr) != 0)
            return refused("mount /etc/resolv.conf");
        inside = true;
    }
    return {};
}

} // namespace flags::bench
