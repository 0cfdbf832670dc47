// The commands and their options as a shell completes them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace flags::manual {

/// What may stand on a command line, with what it means; `help` may be empty.
struct completed_word {
    std::string word;
    std::string help{};
};

enum class value_kind : std::uint8_t { none, any, file, folder, program };

/// An option, or the words of a command when it has no names.
struct completed_option {
    std::vector<std::string> names{}; ///< "-s", "--server"
    std::string help{};               ///< in one short line
    std::string placeholder{};        ///< "SERVER"
    value_kind takes = value_kind::none;
    bool is_list = false;                 ///< commas separate several of the values
    std::vector<completed_word> values{}; ///< those that are known by name; others may be right, too
};

struct completed_command {
    std::string name;
    std::string summary;
    std::vector<completed_option> options{};
    completed_option words{};
};

/// Those of the command line as it is declared. Without Debian's iso-codes the countries have no values.
[[nodiscard]] std::vector<completed_command> declared_commands();

} // namespace flags::manual
