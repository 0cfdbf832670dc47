// bash(1), "Programmable Completion": the words are in COMP_WORDS, taken apart at "=" and ":", the answers go to COMPREPLY.
#include "manual/completions.hpp"

namespace flags::manual {

namespace {

constexpr const char* bash_head =
    R"(# Completion of flags for bash. Written at build time from the options that the program declares.

_flags_words() { # of $1, one that begins with what is typed; commas separate several where $2 is not empty
    local begun=
    [[ -n $2 && $word == *,* ]] && begun=${word%,*},
    COMPREPLY+=($(compgen -P "$begun" -W "$1" -- "${word#"$begun"}"))
}

_flags_codes() { # in any case
    COMPREPLY+=($(compgen -W "$1" -- "${word^^}"))
}

_flags_files() {
    compopt -o filenames 2>/dev/null
    local IFS=$'\n'
    COMPREPLY+=($(compgen "$1" -- "$word"))
}

_flags() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command=get first=${COMP_WORDS[1]}
    COMPREPLY=()
    if [[ $word == = ]]; then
        word=
    elif [[ $before == = ]]; then
        before=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    if [[ $before == -- ]]; then # a program, behind lab
        _flags_files -c
        return 0
    elif [[ " ${COMP_WORDS[*]:1:COMP_CWORD-1} " == *' -- '* ]]; then
        _flags_files -f
        return 0
    fi
)";

std::string spaced(const std::vector<completed_word>& words) {
    std::string all;
    for (const auto& each : words)
        all += (all.empty() ? "" : " ") + each.word;
    return all;
}

std::string names_of(std::span<const completed_command> commands, const char* between) {
    std::string all;
    for (const auto& each : commands)
        all += (all.empty() ? "" : between) + each.name;
    return all;
}

// What completes the value of an option, or a word of a command.
std::string bash_value(const completed_option& option) {
    if (option.placeholder == "CC") return "_flags_codes '" + spaced(option.values) + "'";
    if (!option.values.empty())
        return "_flags_words '" + spaced(option.values) + "' " + (option.is_list ? "," : "''");
    switch (option.takes) {
    case value_kind::file:
        return "_flags_files -f";
    case value_kind::folder:
        return "_flags_files -d";
    case value_kind::program:
        return "_flags_files -c";
    case value_kind::none:
    case value_kind::any:
        break;
    }
    return ":";
}

std::string bash_command(const completed_command& command) {
    std::string cases;
    std::string names;
    for (const auto& option : command.options) {
        std::string pattern;
        for (const auto& name : option.names) {
            pattern += (pattern.empty() ? "" : " | ") + name;
            names += (names.empty() ? "" : " ") + name;
        }
        if (option.takes != value_kind::none)
            cases += "        " + pattern + ") " + bash_value(option) + "; return 0 ;;\n";
    }
    std::string text = "    " + command.name + ")\n";
    if (!cases.empty()) text += "        case $before in\n" + cases + "        esac\n";
    return text + "        if [[ $word == -* ]]; then _flags_words '" + names + "' ''; else " +
           bash_value(command.words) + "; fi\n        ;;\n";
}

} // namespace

std::string bash_completion(std::span<const completed_command> commands) {
    std::string text = bash_head;
    text += "    if ((COMP_CWORD == 1)) || [[ $first == help ]]; then _flags_words '" +
            names_of(commands, " ") + " help version' ''; fi\n";
    text += "    [[ $first != help ]] || return 0\n    case $first in " + names_of(commands, " | ") +
            ") command=$first ;; esac\n    case $command in\n";
    for (const auto& each : commands)
        text += bash_command(each);
    return text + "    esac\n    return 0\n}\n\ncomplete -F _flags flags\n";
}

} // namespace flags::manual
