// What shells read to complete a command line of flags.
#pragma once

#include "manual/declared.hpp"

#include <span>
#include <string>

namespace flags::manual {

/// For bash(1), with or without the package bash-completion.
[[nodiscard]] std::string bash_completion(std::span<const completed_command> commands);

/// For zsh's compinit: the function _flags.
[[nodiscard]] std::string zsh_completion(std::span<const completed_command> commands);

/// For fish(1).
[[nodiscard]] std::string fish_completion(std::span<const completed_command> commands);

} // namespace flags::manual
