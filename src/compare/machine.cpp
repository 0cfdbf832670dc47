// uname(2), getloadavg(3).
#include "compare/machine.hpp"

#include "base/this_system.hpp"
#include "process/child.hpp"

#include <spdlog/fmt/fmt.h>

#include <array>
#include <cstdlib>
#include <sys/utsname.h>

namespace flags::compare {
std::string describe_machine() {
    const auto parts = this_hardware();
    utsname system{};
    std::array<double, 1> load{};
    ::uname(&system);
    const bool has_load = ::getloadavg(load.data(), 1) == 1;
    return fmt::format("{} × {}, {:.1f} GB memory, {} {} {}, load {}", parts.usable_cores, parts.cpu_model,
                       parts.memory_bytes / 1e9, system.sysname, system.release, system.machine,
                       has_load ? fmt::format("{:.2f}", load[0]) : "unknown");
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
