// mount(2), in namespaces that the network lab makes.
#include "bench/private_network.hpp"

#include "netlab/namespaces.hpp"
#include "netlab/wires.hpp"

#include <flags/base/error.hpp>

#include <cerrno>
#include <sched.h>
#include <sys/mount.h>
#include <system_error>

namespace flags::bench {
namespace {

std::string refused(const std::string& what) { return what + ": " + std::generic_category().message(errno); }

} // namespace

std::string enter_private_network(const std::filesystem::path& resolv_conf) {
    static bool inside = false;
    if (!inside) {
        try {
            netlab::enter_new(CLONE_NEWNET | CLONE_NEWNS);
            netlab::bring_loopback_up();
        } catch (const machine_error& refusal) {
            return refusal.what();
        }
        if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return refused("mount /");
        if (::mount(resolv_conf.c_str(), "/etc/resolv.conf", nullptr, MS_BIND, nullptr) != 0)
            return refused("mount /etc/resolv.conf");
        inside = true;
    }
    return {};
}

} // namespace flags::bench
