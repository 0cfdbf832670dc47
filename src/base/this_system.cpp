// proc(5).
#include "base/this_system.hpp"

#include <flags/base/error.hpp>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <sstream>
#include <sys/stat.h>

namespace flags {
namespace {

[[noreturn]] void refuse_proc(const std::string& path) {
    throw machine_error(ENOENT,
                        "cannot read " + path + ": mount /proc, which tells living runs from dead ones");
}

} // namespace

std::string process_number_scope() {
    static constexpr auto boot_id_path = "/proc/sys/kernel/random/boot_id";
    static constexpr auto pid_namespace_path = "/proc/self/ns/pid";
    std::string boot_id;
    if (!std::getline(std::ifstream(boot_id_path), boot_id)) refuse_proc(boot_id_path);
    struct stat pid_namespace{};
    if (::stat(pid_namespace_path, &pid_namespace) != 0) refuse_proc(pid_namespace_path);
    return boot_id + " " + std::to_string(pid_namespace.st_ino);
}

std::optional<std::uint64_t> process_start_time(pid_t pid) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
    const std::string line{std::istreambuf_iterator<char>(file), {}};
    // Field 2 is the program's own choice and may hold blanks and parentheses; what follows the last one is
    // field 3.
    const auto name_close = line.rfind(')');
    if (name_close == std::string::npos) return std::nullopt;
    std::istringstream fields(line.substr(name_close + 1));
    std::string skipped;
    for (int field = 3; field < 22; ++field)
        fields >> skipped;
    std::uint64_t start = 0;
    if (!(fields >> start)) return std::nullopt;
    return start;
}

} // namespace flags
