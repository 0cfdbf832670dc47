// Who this process is, and how that is written into a name and read back.
#include "fetch/temp_name.hpp"

#include "base/this_system.hpp"

#include <flags/base/error.hpp>
#include <flags/base/random.hpp>

#include <spdlog/fmt/fmt.h>

#include <atomic>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <unistd.h>

namespace flags::fetch {
namespace {

constexpr std::string_view name_start = ".flags-";
constexpr std::string_view name_end = ".part";

/// Reads a number and the character behind it off the front of `text`.
template <typename Number>
bool read_field(std::string_view& text, Number& value, int base, char behind) {
    const char* const begin = text.data();
    const char* const end = begin + text.size();
    const auto [stop, failure] = std::from_chars(begin, end, value, base);
    if (failure != std::errc{} || stop == end || *stop != behind) return false;
    text.remove_prefix(static_cast<std::size_t>(stop - begin) + 1);
    return true;
}

} // namespace

run_id this_run() {
    const auto pid = ::getpid();
    const auto start = process_start_time(pid);
    if (!start)
        throw machine_error(
            ENOENT, "the system does not say when this process began, which tells living runs from dead "
                    "ones: mount /proc");
    return {.machine = fnv1a(process_number_scope()), .pid = pid, .start = *start};
}

bool is_alive(const run_id& run) {
    // Signal 0 only asks. It finds processes that a /proc mounted with hidepid (proc(5)) does not show.
    if (::kill(run.pid, 0) != 0 && errno == ESRCH) return false;
    const auto start = process_start_time(run.pid);
    return !start || *start == run.start;
}

std::string temporary_prefix(const run_id& run) {
    return fmt::format("{}{:016x}-{}-{}-", name_start, run.machine, run.pid, run.start);
}

std::uint64_t next_temporary_number() {
    static std::atomic<std::uint64_t> next{0};
    return next.fetch_add(1, std::memory_order_relaxed);
}

std::string temporary_name(std::string_view prefix, std::uint64_t number) {
    return fmt::format("{}{}{}", prefix, number, name_end);
}

std::optional<run_id> parse_temporary_name(std::string_view name) {
    if (!name.starts_with(name_start)) return std::nullopt;
    auto rest = name.substr(name_start.size());
    run_id run;
    std::uint64_t number = 0;
    const bool read = read_field(rest, run.machine, 16, '-') && read_field(rest, run.pid, 10, '-') &&
                      read_field(rest, run.start, 10, '-') && read_field(rest, number, 10, '.');
    // kill(2) gives zero and negative pids another meaning. Writing the name again refuses all else that a
    // store would not write: leading zeros, capitals, another ending.
    if (!read || run.pid < 1 || temporary_name(temporary_prefix(run), number) != name) return std::nullopt;
    return run;
}

} // namespace flags::fetch
