// Strings as the exec family takes them.
#pragma once

#include <string>
#include <vector>

namespace flags::process {

/// The exec family wants char*, and promises not to write through it (POSIX exec, RATIONALE). Ends with a null pointer.
/// Lifetime: valid as long as `strings` is, unchanged.
inline std::vector<char*> exec_arguments(const std::vector<std::string>& strings) {
    std::vector<char*> result;
    result.reserve(strings.size() + 1);
    for (const std::string& string : strings)
        result.push_back(const_cast<char*>(string.c_str()));
    result.push_back(nullptr);
    return result;
}

} // namespace flags::process
