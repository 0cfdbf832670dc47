// Each system call of a piece of work fails in turn, and the process is killed before each of them.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <system_error>
#include <vector>

namespace flags::test {

/// Which call fails, counted from 0 among those of its name, because a folder's entries have no order; and how. Others of its
/// name may fail after it, too, and the call that clears up.
struct fault {
    std::string call; ///< "kill" when the process is killed before call `number` of all
    std::size_t number;
    int error;
    bool lasts = false;
    int when_clearing_up = 0;
};

/// What came of it.
struct refused {
    std::error_code code{};
    std::string words{};
};

/// In a new folder: `prepare`, `act` with a fault, `check` what is left.
struct scenario {
    std::function<void(const std::filesystem::path&)> prepare;
    std::function<void(const std::filesystem::path&)> act;
    std::function<void(const std::filesystem::path&, const std::optional<refused>&, const fault&)> check;
};

/// With each error of each call's manual page; checks that no descriptor stays open, and that these calls were among them.
void check_faults(const scenario& each, const std::vector<std::string>& calls);

/// Killed before each call. What is left is checked as if the kill were a refusal.
void check_kills(const scenario& each);

[[nodiscard]] std::set<std::string> names_in(const std::filesystem::path& folder);

} // namespace flags::test
