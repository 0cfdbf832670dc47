// unshare(2) and setns(2), and the reasons why a machine refuses them.
#include "netlab/namespaces.hpp"

#include <flags/base/error.hpp>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <sched.h>
#include <string_view>
#include <system_error>
#include <unistd.h>

namespace flags::netlab {
namespace {

void write_map(const char* file, const std::string& text) {
    std::ofstream stream(file);
    stream << text << std::flush;
    if (!stream)
        throw_errno<machine_error>(errno, std::string("cannot write ") + file + " for a user namespace",
                                   "; run this as root, or outside of the container");
}

unique_fd this_network() {
    unique_fd network(::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC));
    if (!network)
        throw_errno<machine_error>(errno, "cannot open /proc/thread-self/ns/net",
                                   "; mount /proc to run a network lab");
    return network;
}

[[noreturn]] void refuse_namespaces(int error) { throw machine_error(error, why_refused(error)); }

unique_fd new_network() {
    if (::unshare(CLONE_NEWNET) != 0) refuse_namespaces(errno);
    return this_network();
}

// "0" in a file of /proc/sys, which is not there when the kernel does not know the switch.
bool says(const std::filesystem::path& file, std::string_view wanted) {
    std::ifstream stream(file);
    std::string word;
    return stream >> word && word == wanted;
}

} // namespace

std::string why_refused(int error, const std::filesystem::path& sysctls) {
    std::string reason = "the lab needs network namespaces of its own, and this machine forbids them (" +
                         std::generic_category().message(error) + "): ";
    if (says(sysctls / "user/max_user_namespaces", "0"))
        return reason + "user.max_user_namespaces is 0; sysctl -w user.max_user_namespaces=1000 allows them";
    if (says(sysctls / "user/max_net_namespaces", "0"))
        return reason + "user.max_net_namespaces is 0; sysctl -w user.max_net_namespaces=1000 allows them";
    if (says(sysctls / "kernel/unprivileged_userns_clone", "0"))
        return reason + "kernel.unprivileged_userns_clone is 0; run as root, or sysctl -w "
                        "kernel.unprivileged_userns_clone=1";
    if (says(sysctls / "kernel/apparmor_restrict_unprivileged_userns", "1"))
        return reason + "AppArmor keeps users from them; run as root, or sysctl -w "
                        "kernel.apparmor_restrict_unprivileged_userns=0";
    if (error == ENOSPC)
        return reason +
               "there are too many already; see user.max_net_namespaces and user.max_user_namespaces";
    if (error == EINVAL) return reason + "the process has several threads, or the kernel has none of them";
    return reason +
           "a container's seccomp profile or a security module does it; run outside of the container, "
           "or start it with --privileged";
}

void enter_new(int kinds) {
    const auto user = std::to_string(::geteuid());
    const auto group = std::to_string(::getegid());
    if (::unshare(kinds) == 0) return;
    if (::unshare(CLONE_NEWUSER | kinds) != 0) refuse_namespaces(errno);
    write_map("/proc/self/uid_map", user + " " + user + " 1\n");
    write_map("/proc/self/setgroups", "deny"); // or gid_map may not be written (user_namespaces(7))
    write_map("/proc/self/gid_map", group + " " + group + " 1\n");
}

namespaces enter_namespaces() {
    enter_new(CLONE_NEWNET);
    namespaces three;
    three.client = this_network();
    three.origin = new_network();
    three.ferry = new_network();
    return three;
}

visit::visit(const unique_fd& there, const unique_fd& home) : home_(home.get()) {
    if (::setns(there.get(), CLONE_NEWNET) != 0)
        throw_errno<machine_error>(errno, "cannot enter a network namespace of the lab");
}

visit::~visit() {
    if (::setns(home_, CLONE_NEWNET) == 0) return;
    std::perror("cannot return to the lab's own network namespace");
    std::abort();
}

} // namespace flags::netlab
