// Writing the name, and reading it back.
#include "fetch/temp_name.hpp"

#include "base/this_system.hpp"

#include <flags/base/error.hpp>
#include <flags/base/random.hpp>

#include <spdlog/fmt/fmt.h>

#include <cerrno>
#include <charconv>
#include <sys/random.h>

namespace flags::fetch {
namespace {

constexpr std::string_view name_start = ".flags-";
constexpr std::string_view name_end = ".part";
constexpr std::size_t digits = 16;

std::string name_of(std::uint64_t boot, std::uint64_t number) {
    return fmt::format("{}{:016x}-{:016x}{}", name_start, boot, number, name_end);
}

} // namespace

std::uint64_t this_boot() { return fnv1a(boot_id()); }

std::string new_temporary_name(std::uint64_t boot) {
    std::uint64_t number = 0;
    // So few bytes come whole once the kernel has any, and it waits for that (getrandom(2)).
    while (::getrandom(&number, sizeof number, 0) != static_cast<ssize_t>(sizeof number))
        if (errno != EINTR)
            throw_errno<machine_error>(errno, "the system gives no random number for the name of a file");
    return name_of(boot, number);
}

std::optional<std::uint64_t> boot_in_temporary_name(std::string_view name) {
    if (name.size() != name_of(0, 0).size()) return std::nullopt;
    const auto number_at = [name](std::size_t at) {
        std::uint64_t number = 0;
        std::from_chars(name.data() + at, name.data() + at + digits, number, 16);
        return number;
    };
    const std::uint64_t boot = number_at(name_start.size());
    // Writing the name again refuses all else: other letters, capitals, another ending.
    if (name_of(boot, number_at(name_start.size() + digits + 1)) != name) return std::nullopt;
    return boot;
}

} // namespace flags::fetch
