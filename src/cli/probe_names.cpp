// Words, lines and keywords.
#include "cli/probe_names.hpp"

#include "cli/input_lines.hpp"
#include "cli/options/values.hpp"

#include <cstddef>
#include <string_view>
#include <utility>

namespace flags::cli {

namespace {

constexpr std::size_t most_of_a_line = 2'000; // more than ascii_name() takes, so that it says so

std::string_view trimmed(std::string_view line) {
    constexpr std::string_view blank = " \t\r";
    const auto begin = line.find_first_not_of(blank);
    if (begin == std::string_view::npos) return {};
    return line.substr(begin, line.find_last_not_of(blank) - begin + 1);
}

bool is_name(std::string_view line) { return !line.empty() && !line.starts_with('#'); }

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
    auto lines = lines_of(*options.input, most_of_a_line);
    while (auto line = co_await lines.next()) {
        std::string name(trimmed(*line));
        if (is_name(name) && fits(name)) co_yield whole(std::move(name));
    }
}

} // namespace flags::cli
