// Not CLI11's formatter: that breaks no lines, and what can be overridden in it differs between 2.1 and 2.4.
#include "cli/options/help.hpp"

#include "report/text_layout.hpp"

#include <algorithm>

namespace flags::cli {

namespace {

constexpr std::size_t narrowest = 40; // columns; less would leave no room for a description

// Two columns, the second from `indent` on; below the first if that is wider.
std::string row(std::string_view left, std::string_view right, std::size_t indent, std::size_t width) {
    std::string line = "  " + std::string(left);
    if (right.empty()) return line + "\n";
    if (line.size() + 2 > indent)
        line += "\n" + std::string(indent, ' ');
    else
        line.resize(indent, ' ');
    return line + report::wrapped(right, width, indent) + "\n";
}

std::string table(std::string_view title, std::span<const help_row> rows, std::size_t width) {
    std::size_t indent = 0;
    for (const auto& each : rows)
        indent = std::max(indent, each.left.size() + 4);
    std::string text = "\n" + std::string(title) + ":\n";
    for (const auto& each : rows)
        text += row(each.left, each.right, std::min(indent, width / 2), width);
    return text;
}

std::string option_row(const CLI::Option& option, std::size_t width) {
    constexpr std::size_t indent = 26;
    std::string left = option.get_name(option.get_positional(), !option.get_positional());
    if (option.get_items_expected_max() > 0 && !option.get_type_name().empty())
        left += " " + option.get_type_name();
    std::string right = option.get_description();
    const auto& usual = option.get_default_str();
    if (!usual.empty() && option.get_items_expected_max() > 0) right += " [default: " + usual + "]";
    return row(left, right, std::min(indent, width / 2), width);
}

constexpr help_row first_examples[] = {
    {.left = "flags", .right = "20 flags from the embedded server, all at once"},
    {.left = "flags get CN FR -s REMOTE", .right = "two flags from the original site"},
    {.left = "flags probe --tld dev", .right = "which of Python's keywords are taken below .dev"},
    {.left = "flags lab --profile 3g -- sh", .right = "a shell on an emulated slow network"},
    {.left = "flags compare --rtt 100ms", .right = "how much concurrency helps, and how much it can"},
};

} // namespace

std::span<const help_row> program_examples() { return first_examples; }

std::string program_help(std::span<const command_description* const> commands, std::size_t width) {
    width = std::max(width, narrowest);
    std::vector<help_row> rows;
    for (const auto* const each : commands)
        rows.push_back({.left = each->name, .right = each->summary});
    rows.push_back({.left = "help", .right = "Show this help, or that of a command: flags help get"});
    return report::wrapped("flags downloads flag images, all at once, and never leaves a broken file.",
                           width) +
           "\n\nUsage: flags [COMMAND] [OPTIONS]\n" + table("Examples", first_examples, width) +
           table("Commands", rows, width) + "\n" +
           report::wrapped("flags COMMAND --help shows its options and exit codes, flags -V the version.",
                           width) +
           "\n";
}

std::string command_help(const command_description& described, const CLI::App& app, std::size_t width) {
    width = std::max(width, narrowest);
    std::string text = report::wrapped(std::string(described.summary) + ".", width) + "\n\nUsage: flags " +
                       std::string(described.name) + " [OPTIONS]" + (described.usage.empty() ? "" : " ") +
                       std::string(described.usage) + "\n";
    for (const auto& group : app.get_groups()) {
        text += "\n" + group + ":\n";
        for (const auto* const option :
             app.get_options([&group](const CLI::Option* each) { return each->get_group() == group; }))
            text += option_row(*option, width);
    }
    return text + table("Examples", described.examples, width) +
           table("Exit codes", described.exit_codes, width);
}

} // namespace flags::cli
