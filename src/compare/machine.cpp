// /proc/cpuinfo, sysinfo(2), uname(2).
#include "compare/machine.hpp"

#include "process/child.hpp"

#include <spdlog/fmt/fmt.h>

#include <array>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sched.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>

namespace flags::compare {
namespace {

// Those this process may run on, which a container may hold below what the machine has.
int usable_cores() {
    cpu_set_t set;
    CPU_ZERO(&set);
    return ::sched_getaffinity(0, sizeof(set), &set) == 0 ? CPU_COUNT(&set) : ::get_nprocs();
}

} // namespace

std::string cpu_model(std::string_view cpuinfo) {
    constexpr std::string_view key = "model name";
    const auto line = cpuinfo.find(key);
    if (line == std::string_view::npos) return "unknown CPU";
    const auto value = cpuinfo.find_first_not_of(" \t:", line + key.size());
    const auto end = cpuinfo.find('\n', line);
    return value < end ? std::string(cpuinfo.substr(value, end - value)) : "unknown CPU";
}

std::string describe_machine() {
    std::ifstream file("/proc/cpuinfo");
    const std::string cpuinfo{std::istreambuf_iterator<char>(file), {}};
    utsname system{};
    struct sysinfo memory{};
    std::array<double, 1> load{};
    ::uname(&system);
    ::sysinfo(&memory);
    const bool has_load = ::getloadavg(load.data(), 1) == 1;
    return fmt::format("{} × {}, {:.1f} GB memory, {} {} {}, load {}", usable_cores(), cpu_model(cpuinfo),
                       static_cast<double>(memory.totalram) * memory.mem_unit / 1e9, system.sysname,
                       system.release, system.machine, has_load ? fmt::format("{:.2f}", load[0]) : "unknown");
}

std::string version_of(const std::string& program, const std::string& option) {
    process::command ask;
    ask.argv = {program, option};
    const auto answer = process::run(ask);
    const auto text = answer.out + answer.err; // nginx answers on its standard error
    const auto begin = text.find_first_not_of('\n');
    return begin == std::string::npos ? "unknown version"
                                      : text.substr(begin, text.find('\n', begin) - begin);
}

} // namespace flags::compare
