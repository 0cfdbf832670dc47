// The record of a disk's changes, and all subsets of those that a cut may undo.
#include "fetch/power_cut.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <fcntl.h>

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

disk_recorder::disk_recorder(fs::path home) : home_(std::move(home)) {
    after_each_change = [this](const disk_change& change) { record(change); };
}

// An empty name stands for the folder itself; what is not below home is nowhere.
std::optional<disk_recorder::place> disk_recorder::find(int folder, const fs::path& path) const {
    if (folder != AT_FDCWD) {
        const auto found = opened_.find(folder);
        return found == opened_.end() ? std::nullopt : std::optional(place{found->second, path.native()});
    }
    const fs::path inside = path.lexically_relative(home_);
    if (inside.empty() || *inside.begin() == "..") return std::nullopt;
    place where{0, ""};
    for (const auto& part : inside) {
        if (!where.second.empty()) where.first = nodes_.at(where);
        where.second = part == "." ? "" : part.native();
    }
    return where;
}

std::size_t disk_recorder::add_node(const place& where) {
    const std::size_t node = next_node_++;
    nodes_[where] = node;
    steps_.push_back({.what = kind::names, .node = where.first, .names = {{where.second, node}}});
    return node;
}

void disk_recorder::open(const disk_change& change) {
    opened_.erase(change.file);
    const auto where = find(change.folder, change.name);
    if (!where) return;
    const auto known = nodes_.find(*where);
    if (where->second.empty())
        opened_[change.file] = where->first;
    else
        opened_[change.file] = known == nodes_.end() ? add_node(*where) : known->second;
}

void disk_recorder::record(const disk_change& change) {
    if (change.call.starts_with("open")) return open(change);
    const auto file = opened_.find(change.file);
    if (file != opened_.end()) {
        if (change.call == "fsync") steps_.push_back({.what = kind::flush, .node = file->second});
        if (change.call != "write") return;
        std::size_t& size = sizes_[file->second];
        steps_.push_back({.what = kind::bytes, .node = file->second, .at = size, .bytes = change.bytes});
        size += change.bytes.size();
        return;
    }
    const auto where = find(change.folder, change.name);
    if (!where || where->second.empty()) return;
    if (change.call == "mkdir") add_node(*where);
    if (change.call == "renameat") {
        const auto moved = nodes_.extract(*where);
        nodes_[{where->first, change.new_name}] = moved.mapped();
        steps_.push_back({.what = kind::names,
                          .node = where->first,
                          .names = {{change.name, std::nullopt}, {change.new_name, moved.mapped()}}});
    }
    if (change.call == "unlinkat") {
        nodes_.erase(*where);
        steps_.push_back({.what = kind::names, .node = where->first, .names = {{change.name, std::nullopt}}});
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
