// Three network namespaces that only this process and its children use.
#pragma once

#include <flags/base/unique_fd.hpp>

#include <filesystem>
#include <string>

namespace flags::netlab {

/// Owns: descriptors of three network namespaces. They end, with their interfaces, when the last process and
/// descriptor in them does, however it ends (network_namespaces(7)).
struct namespaces {
    unique_fd ferry;  ///< between the two; where the calling thread is
    unique_fd client; ///< where the command runs
    unique_fd origin; ///< where the server runs
};

/// Moves this process, which has one thread, into new namespaces of these kinds (CLONE_NEWNET and others of unshare(2)) for
/// the rest of its life; into a new user namespace as well, under the same user and group, when it may not make them
/// otherwise.
/// Errors: machine_error when the machine forbids it, with the reason and the remedy.
void enter_new(int kinds);

/// enter_new() for networks.
[[nodiscard]] namespaces enter_namespaces();

/// Why unshare(2) failed with `error`, and what to do. `sysctls` is where /proc/sys is.
[[nodiscard]] std::string why_refused(int error, const std::filesystem::path& sysctls = "/proc/sys");

/// During its lifetime the calling thread is in another network: sockets, interfaces, threads and children that it makes
/// belong there.
/// Errors: machine_error. A failure to return aborts the program, because everything after it would run in the wrong network.
class visit {
public:
    visit(const unique_fd& there, const unique_fd& home);
    visit(const visit&) = delete;
    visit& operator=(const visit&) = delete;
    ~visit();

private:
    int home_;
};

} // namespace flags::netlab
