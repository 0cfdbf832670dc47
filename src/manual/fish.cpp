// complete(1) of fish: a line for each option of each command.
#include "manual/completions.hpp"

#include <set>
#include <string>

namespace flags::manual {

namespace {

std::string fish_quoted(const std::string& text) {
    std::string quoted = "'";
    for (const char c : text) {
        if (c == '\'' || c == '\\') quoted += '\\';
        quoted += c;
    }
    return quoted + "'";
}

// A function that prints the values with their meaning, by which it is named.
std::string fish_list(const std::string& name, const std::vector<completed_word>& values) {
    std::string text = "function " + name + "\n    printf '%s\\t%s\\n'";
    for (const auto& each : values)
        text += " \\\n        " + fish_quoted(each.word) + " " + fish_quoted(each.help);
    return text + "\nend\n";
}

std::string list_name(const completed_command& command, const completed_option& option) {
    if (option.names.empty()) return "__flags_" + option.placeholder; // the same for each command
    return "__flags_" + command.name + "_" + option.names.back().substr(2);
}

// "-x -a ...": what comes behind the option.
std::string fish_value(const completed_command& command, const completed_option& option) {
    if (!option.values.empty() && option.is_list) {
        std::string words;
        for (const auto& each : option.values)
            words += " " + each.word;
        return " -x -a '(__fish_append ," + words + ")'";
    }
    if (!option.values.empty()) return " -x -a '(" + list_name(command, option) + ")'";
    switch (option.takes) {
    case value_kind::none:
        return "";
    case value_kind::any:
        return " -x";
    case value_kind::file:
        return " -r -F";
    case value_kind::folder:
        return " -x -a '(__fish_complete_directories)'";
    case value_kind::program:
        return " -x -a '(__fish_complete_subcommand)'";
    }
    return "";
}

// Get is what is meant when no command is named.
std::string fish_condition(const completed_command& command, const std::string& others) {
    if (command.name == "get") return "not __fish_seen_subcommand_from" + others;
    return "__fish_seen_subcommand_from " + command.name;
}

} // namespace

std::string fish_completion(std::span<const completed_command> commands) {
    std::string text =
        "# Completion of flags for fish. Written at build time from the options that the program declares.\n";
    std::string others = " help version";
    for (const auto& each : commands)
        if (each.name != "get") others += " " + each.name;
    text += "complete -c flags -f\n";
    std::set<std::string> written;
    for (const auto& command : commands) {
        const std::string begin = "complete -c flags -n " + fish_quoted(fish_condition(command, others));
        text += "complete -c flags -n __fish_use_subcommand -a " + command.name + " -d " +
                fish_quoted(command.summary) +
                "\ncomplete -c flags -n '__fish_seen_subcommand_from help' -a " + command.name + "\n";
        auto all = command.options;
        all.push_back(command.words);
        for (const auto& option : all) {
            if (!option.values.empty() && !option.is_list &&
                written.insert(list_name(command, option)).second)
                text += fish_list(list_name(command, option), option.values);
            const auto value = fish_value(command, option);
            if (option.names.empty() && value.empty()) continue;
            text += begin;
            for (const auto& name : option.names)
                text += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
            text += (option.names.empty() && value.starts_with(" -x") ? value.substr(3) : value) +
                    (option.help.empty() || option.names.empty() ? "" : " -d " + fish_quoted(option.help)) +
                    "\n";
        }
    }
    return text;
}

} // namespace flags::manual
