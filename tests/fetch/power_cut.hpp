// A disk whose power is cut: what its files may hold then, by the calls that were made until the cut.
#pragma once

#include "fetch/system_calls.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace flags::test {

/// What one call asked of the disk.
struct disk_step {
    enum class kind : std::uint8_t { bytes, names, flush } what;
    std::size_t node;   ///< the file, or the folder of the names
    std::size_t at = 0; ///< where in the file
    std::string bytes{};
    std::map<std::string, std::optional<std::size_t>> names{}; ///< each with its node from then on, if any
};

/// Records what is done below an empty folder, for as long as it lives. It knows the calls of a store.
class disk_recorder {
public:
    explicit disk_recorder(const std::filesystem::path& home);
    ~disk_recorder() { after_each_change = nullptr; }
    disk_recorder(const disk_recorder&) = delete;
    disk_recorder& operator=(const disk_recorder&) = delete;
    disk_recorder(disk_recorder&&) = delete;
    disk_recorder& operator=(disk_recorder&&) = delete;

    [[nodiscard]] const std::vector<disk_step>& steps() const noexcept { return steps_; }

private:
    using place = std::pair<std::size_t, std::string>; // a folder's node, and a name in it

    [[nodiscard]] std::optional<place> find(int folder, const std::filesystem::path& path) const;
    [[nodiscard]] static std::filesystem::path path_of(int descriptor);
    [[nodiscard]] std::optional<std::size_t> node_of(int descriptor) const;
    void add_node(const place& where);
    void rename(const place& from, const place& to);
    void record(const disk_change& change);

    std::filesystem::path home_;
    std::vector<disk_step> steps_;
    std::map<place, std::size_t> nodes_;
    std::map<std::size_t, std::size_t> sizes_;
    std::size_t next_node_ = 1; // 0 is home
};

/// What a path below home holds.
using disk_files = std::map<std::string, std::string>;

/// With each state in which a cut after these steps may leave the disk. What was flushed is there; of the rest each step may
/// have come to pass or not, in no order. A rename comes to pass as a whole, which file systems with a journal promise.
void for_each_remainder(std::span<const disk_step> made, const std::function<void(const disk_files&)>& look);

} // namespace flags::test
