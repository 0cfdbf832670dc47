// Files of a long list that do not overwrite each other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace flags::catalog {

/// Which paths are taken, also on a file system that folds case or normalises. Of each path only a hash of 64 bits is
/// kept: that some two of a million are taken for one has a probability of 1 in 10^7.
///
/// Units/limits: 11 to 22 bytes for each path and each folder: 16 MB for a million.
/// Threads: one at a time.
class unique_paths {
public:
    unique_paths();

    /// Takes `path`, which has no path_fault(). False when an earlier one is that file, has it as a folder, or is a file
    /// where this one needs a folder; then nothing is taken.
    [[nodiscard]] bool add(std::string_view path);

private:
    [[nodiscard]] bool contains(std::uint64_t key) const;
    void insert(std::uint64_t key);
    [[nodiscard]] std::size_t place_of(std::uint64_t key) const; ///< where it is, or would be

    std::vector<std::uint64_t> table_; // open addressing; 0 is free
    std::size_t taken_ = 0;
};

} // namespace flags::catalog
