// zshcompsys(1): _arguments takes a specification of each option, _describe words with their meaning.
#include "manual/completions.hpp"

#include <set>
#include <string>
#include <string_view>

namespace flags::manual {

namespace {

std::string zsh_quoted(std::string_view text) {
    std::string quoted = "'";
    for (const char c : text)
        quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return quoted + "'";
}

// With a backslash before each of `special`, which have a meaning there.
std::string with_backslashes(std::string_view text, std::string_view special) {
    std::string result;
    for (const char c : text) {
        if (special.contains(c)) result += '\\';
        result += c;
    }
    return result;
}

std::string zsh_list_name(const completed_command& command, const completed_option& option) {
    if (option.names.empty()) return "_flags_" + option.placeholder; // the same for each command
    return "_flags_" + command.name + "_" + option.names.back().substr(2);
}

bool has_meanings(const completed_option& option) {
    return !option.values.empty() && !option.values.front().help.empty();
}

std::string zsh_list(const std::string& name, const completed_option& option) {
    std::string text = name + "() {\n    local -a words=(\n";
    for (const auto& each : option.values)
        text += "        " + zsh_quoted(with_backslashes(each.word, ":\\") + ":" + each.help) + "\n";
    return text + "    )\n    _describe -t words " + zsh_quoted(option.placeholder) + " words\n}\n\n";
}

// What _arguments does for the value.
std::string zsh_action(const completed_command& command, const completed_option& option) {
    std::string words;
    for (const auto& each : option.values)
        words += " " + each.word;
    if (option.is_list && !words.empty()) return "_values -s , value" + words;
    if (has_meanings(option)) return zsh_list_name(command, option);
    if (!words.empty()) return "(" + words.substr(1) + ")";
    switch (option.takes) {
    case value_kind::file:
        return "_files";
    case value_kind::folder:
        return "_files -/";
    case value_kind::program:
        return "_normal";
    case value_kind::none:
    case value_kind::any:
        break;
    }
    return " ";
}

// Several of an option's names exclude each other, and -v may come again.
std::string zsh_option(const completed_command& command, const completed_option& option) {
    std::string text;
    for (const auto& name : option.names) {
        std::string spec = "*" + name;
        if (option.takes != value_kind::none) spec += name.starts_with("--") ? "=" : "+";
        spec += "[" + with_backslashes(option.help, "[]:\\") + "]";
        if (option.takes != value_kind::none)
            spec += ":" + with_backslashes(option.placeholder, ":\\") + ":" + zsh_action(command, option);
        text += " \\\n            " + zsh_quoted(spec);
    }
    return text;
}

std::string zsh_command(const completed_command& command) {
    std::string text = "    " + command.name + ")\n        _arguments -s -S";
    for (const auto& option : command.options)
        text += zsh_option(command, option);
    const auto& words = command.words;
    if (words.takes == value_kind::program)
        text += " \\\n            '*:::command:_normal'";
    else if (words.takes != value_kind::none)
        text += " \\\n            " + zsh_quoted("*:" + words.placeholder + ":" + zsh_action(command, words));
    return text + "\n        ;;\n";
}

} // namespace

std::string zsh_completion(std::span<const completed_command> commands) {
    std::string text = "#compdef flags\n"
                       "# Completion of flags for zsh. Written at build time from the options that the "
                       "program declares.\n\n";
    std::set<std::string> written;
    std::string list;
    std::string names;
    std::string cases;
    for (const auto& command : commands) {
        auto all = command.options;
        all.push_back(command.words);
        for (const auto& option : all)
            if (has_meanings(option) && !option.is_list &&
                written.insert(zsh_list_name(command, option)).second)
                text += zsh_list(zsh_list_name(command, option), option);
        list += "        " + zsh_quoted(command.name + ":" + command.summary) + "\n";
        names += (names.empty() ? "" : "|") + command.name;
        cases += zsh_command(command);
    }
    text += "_flags() {\n    local command=get\n    local -a commands=(\n" + list + "        " +
            zsh_quoted("help:Show the help of a command") + "\n        " +
            zsh_quoted("version:Show the version") +
            "\n    )\n    if ((CURRENT == 2)) || [[ $words[2] == help ]]; then _describe -t commands command "
            "commands; fi\n"
            "    [[ $words[2] != help ]] || return 0\n"
            "    case $words[2] in\n    " +
            names +
            ")\n        if ((CURRENT > 2)); then\n            command=$words[2]\n            shift words\n"
            "            ((CURRENT--))\n        fi\n        ;;\n    esac\n    case $command in\n";
    return text + cases + "    esac\n}\n\n_flags \"$@\"\n";
}

} // namespace flags::manual
