// Words, lines and keywords.
#include "cli/probe_names.hpp"

#include "cli/options/values.hpp"

#include <flags/aio/input.hpp>
#include <flags/base/error.hpp>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <fcntl.h>
#include <string_view>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace flags::cli {

namespace {

constexpr std::size_t piece = std::size_t{64} << 10U;
constexpr std::size_t most_of_a_line = 2'000; // more than ascii_name() takes, so that it says so

unique_fd open_input(const std::string& path) {
    unique_fd fd(path == "-" ? ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
                             : ::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd) {
        const int failed = errno;
        throw storage_error(failed, "cannot read names from " + path + ": " +
                                        std::generic_category().message(failed));
    }
    return fd;
}

std::string_view trimmed(std::string_view line) {
    constexpr std::string_view blank = " \t\r";
    const auto begin = line.find_first_not_of(blank);
    if (begin == std::string_view::npos) return {};
    return line.substr(begin, line.find_last_not_of(blank) - begin + 1);
}

bool is_name(std::string_view line) { return !line.empty() && !line.starts_with('#'); }

coro::async_generator<std::string> lines_of(std::string path) {
    aio::input input(open_input(path));
    std::string line;
    while (true) {
        const std::string bytes = co_await input.read(piece);
        std::string_view rest = bytes;
        for (auto end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
            line += rest.substr(0, std::min(end, most_of_a_line - line.size()));
            rest.remove_prefix(end + 1);
            if (const auto name = trimmed(line); is_name(name)) co_yield std::string(name);
            line.clear();
        }
        line += rest.substr(0, most_of_a_line - line.size());
        if (!bytes.empty()) continue;
        if (const auto name = trimmed(line); is_name(name)) co_yield std::string(name);
        co_return;
    }
}

} // namespace

std::vector<std::string> python_keywords() {
    return {"False", "None",     "True",  "and",    "as",   "assert", "async",  "await",    "break",
            "class", "continue", "def",   "del",    "elif", "else",   "except", "finally",  "for",
            "from",  "global",   "if",    "import", "in",   "is",     "lambda", "nonlocal", "not",
            "or",    "pass",     "raise", "return", "try",  "while",  "with",   "yield"};
}

coro::async_generator<std::string> probe_names(lookup_options options) {
    const auto fits = [&options](const std::string& word) {
        return !options.max_length || word.size() <= *options.max_length;
    };
    const auto whole = [&options](std::string word) {
        return options.tld.empty() ? word : lower(std::move(word)) + "." + options.tld;
    };
    for (auto& name : options.names)
        if (fits(name)) co_yield whole(std::move(name));
    if (!options.input) co_return;
    auto lines = lines_of(*options.input);
    while (auto line = co_await lines.next())
        if (fits(*line)) co_yield whole(std::move(*line));
}

} // namespace flags::cli
