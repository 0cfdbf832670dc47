// The record of a disk's changes, and all subsets of those that a cut may undo.
#include "fetch/power_cut.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <fcntl.h>
#include <system_error>
#include <utility>

namespace fs = std::filesystem;

namespace flags::test {

namespace {

using kind = disk_step::kind;

class disk_state {
public:
    void apply(const disk_step& step) {
        if (step.what == kind::bytes) {
            std::string& file = files_[step.node];
            file.resize(std::max(file.size(), step.at + step.bytes.size())); // what lies between is a hole
            file.replace(step.at, step.bytes.size(), step.bytes);
        }
        for (const auto& [name, node] : step.names)
            folders_[step.node][name] = node;
    }

    [[nodiscard]] disk_files files() const {
        disk_files all;
        add_folder(0, "", all);
        return all;
    }

private:
    // NOLINTNEXTLINE(misc-no-recursion): as deep as the folders are
    void add_folder(std::size_t folder, const std::string& path, disk_files& all) const {
        for (const auto& [name, node] : folders_.at(folder)) {
            if (!node) continue;
            if (folders_.contains(*node))
                add_folder(*node, path + name + "/", all);
            else
                all[path + name] = files_.contains(*node) ? files_.at(*node) : "";
        }
    }

    std::map<std::size_t, std::string> files_;
    std::map<std::size_t, std::map<std::string, std::optional<std::size_t>>> folders_{{0, {}}};
};

bool is_flushed(std::span<const disk_step> later, std::size_t node) {
    return std::ranges::any_of(
        later, [node](const disk_step& step) { return step.what == kind::flush && step.node == node; });
}

} // namespace

disk_recorder::disk_recorder(const fs::path& home) : home_(fs::canonical(home)) {
    after_each_change = [this](const disk_change& change) { record(change); };
}

// An empty name stands for the folder itself; what is not below home is nowhere.
std::optional<disk_recorder::place> disk_recorder::find(int folder, const fs::path& path) const {
    const fs::path base = folder == AT_FDCWD ? fs::path() : path_of(folder);
    const fs::path inside = (base / path).lexically_relative(home_);
    if (inside.empty() || *inside.begin() == "..") return std::nullopt;
    place where{0, ""};
    for (const auto& part : inside) {
        if (!where.second.empty()) where.first = nodes_.at(where);
        where.second = part == "." ? "" : part.native();
    }
    return where;
}

// Asked of the kernel, because a descriptor may come from calls that are not recorded.
fs::path disk_recorder::path_of(int descriptor) {
    std::error_code not_there;
    return fs::read_symlink("/proc/self/fd/" + std::to_string(descriptor), not_there);
}

std::optional<std::size_t> disk_recorder::node_of(int descriptor) const {
    const auto where = find(AT_FDCWD, path_of(descriptor));
    if (!where) return std::nullopt;
    if (where->second.empty()) return where->first;
    const auto known = nodes_.find(*where);
    return known == nodes_.end() ? std::nullopt : std::optional(known->second);
}

void disk_recorder::add_node(const place& where) {
    const std::size_t node = next_node_++;
    nodes_[where] = node;
    steps_.push_back({.what = kind::names, .node = where.first, .names = {{where.second, node}}});
}

void disk_recorder::rename(const place& from, const place& to) {
    const auto moved = nodes_.extract(from);
    nodes_[to] = moved.mapped();
    std::map<std::string, std::optional<std::size_t>> gone{{from.second, std::nullopt}};
    if (from.first != to.first)
        steps_.push_back({.what = kind::names, .node = from.first, .names = std::exchange(gone, {})});
    gone.emplace(to.second, moved.mapped());
    steps_.push_back({.what = kind::names, .node = to.first, .names = std::move(gone)});
}

void disk_recorder::record(const disk_change& change) {
    if (change.call == "fsync" || change.call == "write") {
        const auto node = node_of(change.file);
        if (!node) return;
        if (change.call == "fsync") {
            steps_.push_back({.what = kind::flush, .node = *node});
            return;
        }
        std::size_t& size = sizes_[*node];
        steps_.push_back({.what = kind::bytes, .node = *node, .at = size, .bytes = change.bytes});
        size += change.bytes.size();
        return;
    }
    const auto where = find(change.folder, change.name);
    if (!where || where->second.empty()) return;
    if (change.call == "renameat") return rename(*where, find(change.new_folder, change.new_name).value());
    if (change.call == "unlinkat") {
        nodes_.erase(*where);
        steps_.push_back({.what = kind::names, .node = where->first, .names = {{change.name, std::nullopt}}});
    } else if (!nodes_.contains(*where)) { // opened for the first time, or made
        add_node(*where);
    }
}

void for_each_remainder(std::span<const disk_step> made, const std::function<void(const disk_files&)>& look) {
    std::vector<std::size_t> open; // steps that may be undone
    for (std::size_t i = 0; i < made.size(); ++i)
        if (made[i].what != kind::flush && !is_flushed(made.subspan(i), made[i].node)) open.push_back(i);
    REQUIRE(open.size() < 16);
    for (std::size_t chosen = 0; chosen < std::size_t{1} << open.size(); ++chosen) {
        disk_state disk;
        for (std::size_t i = 0; i < made.size(); ++i) {
            const auto at = std::ranges::find(open, i) - open.begin();
            const bool may_be_undone = static_cast<std::size_t>(at) < open.size();
            if (!may_be_undone || ((chosen >> static_cast<std::size_t>(at)) & 1U) != 0) disk.apply(made[i]);
        }
        look(disk.files());
    }
}

} // namespace flags::test
