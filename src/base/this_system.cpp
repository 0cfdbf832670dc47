// proc(5), memfd_create(2), sysinfo(2), TCP_INFO of tcp(7).
#include "base/this_system.hpp"

#include <flags/base/error.hpp>

#include <cerrno>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <linux/tcp.h> // glibc's tcp_info ends before the counters of bytes
#include <netinet/in.h>
#include <sched.h>
#include <sstream>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysinfo.h>
#include <system_error>
#include <unistd.h>

namespace flags {

namespace {

// Zeros stand for what an older kernel does not tell.
std::optional<tcp_info> facts_of_connection(int descriptor) {
    tcp_info kernel{};
    socklen_t size = sizeof kernel;
    if (::getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, &kernel, &size) != 0) return std::nullopt;
    return kernel;
}

} // namespace
std::string boot_id() {
    static constexpr auto path = "/proc/sys/kernel/random/boot_id";
    std::string id;
    if (!std::getline(std::ifstream(path), id))
        throw machine_error(ENOENT, std::string("cannot read ") + path +
                                        ": mount /proc, which tells this machine's files from another's");
    return id;
}

std::filesystem::path this_program() {
    std::error_code failure;
    auto path = std::filesystem::read_symlink("/proc/self/exe", failure);
    if (failure) throw_errno<machine_error>(failure.value(), "cannot find this program's own file");
    return path;
}

std::string path_of_descriptor(pid_t owner, int descriptor) {
    return "/proc/" + std::to_string(owner) + "/fd/" + std::to_string(descriptor);
}

unique_fd memory_file(const char* name, std::string_view content) {
    unique_fd file(::memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING));
    constexpr int seals = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;
    if (!file ||
        ::write(file.get(), content.data(), content.size()) != static_cast<ssize_t>(content.size()) ||
        ::fcntl(file.get(), F_ADD_SEALS, seals) != 0)
        throw_errno<machine_error>(errno, std::string("cannot keep ") + name + " in memory");
    return file;
}

std::uint64_t tcp_counter(std::string_view name, const std::filesystem::path& snmp) {
    std::ifstream file(snmp);
    std::string names;
    for (std::string line; std::getline(file, line);) {
        if (!line.starts_with("Tcp:")) continue;
        if (names.empty()) {
            names = line;
            continue;
        }
        std::istringstream fields(names);
        std::istringstream values(line);
        std::string column;
        std::string value;
        while (fields >> column && values >> value)
            if (column == name) return std::stoull(value);
    }
    throw machine_error(EIO, snmp.string() + " has no TCP counter " + std::string(name));
}

hardware this_hardware() {
    std::ifstream file("/proc/cpuinfo");
    const std::string cpuinfo{std::istreambuf_iterator<char>(file), {}};
    cpu_set_t set;
    CPU_ZERO(&set);
    struct sysinfo memory{};
    ::sysinfo(&memory);
    return {.cpu_model = cpu_model(cpuinfo),
            .usable_cores = ::sched_getaffinity(0, sizeof(set), &set) == 0 ? CPU_COUNT(&set) : ::get_nprocs(),
            .memory_bytes = static_cast<double>(memory.totalram) * memory.mem_unit};
}

std::optional<std::chrono::microseconds> tcp_round_trip(int descriptor) {
    const auto kernel = facts_of_connection(descriptor);
    if (!kernel || kernel->tcpi_rtt == 0) return std::nullopt;
    return std::chrono::microseconds(kernel->tcpi_rtt);
}

std::optional<std::uint64_t> tcp_bytes_received(int descriptor) {
    const auto kernel = facts_of_connection(descriptor);
    if (!kernel) return std::nullopt;
    return kernel->tcpi_bytes_received;
}

std::string cpu_model(std::string_view cpuinfo) {
    constexpr std::string_view key = "model name";
    const auto line = cpuinfo.find(key);
    if (line == std::string_view::npos) return "unknown CPU";
    const auto value = cpuinfo.find_first_not_of(" \t:", line + key.size());
    const auto end = cpuinfo.find('\n', line);
    return value < end ? std::string(cpuinfo.substr(value, end - value)) : "unknown CPU";
}

} // namespace flags
