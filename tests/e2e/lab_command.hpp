// `flags lab` with a script as its command.
#pragma once

#include <string>
#include <vector>

namespace flags::test {

[[nodiscard]] inline std::vector<std::string> lab(std::vector<std::string> options,
                                                  const std::string& script) {
    options.insert(options.begin(), "lab");
    options.insert(options.end(), {"--", "sh", "-c", script});
    return options;
}

} // namespace flags::test
