// What a run of `flags get` knows of paths from earlier runs, and leaves for later ones.
#pragma once

#include "cli/command_line.hpp"
#include "cli/console.hpp"
#include "cli/get_plan.hpp"

#include <flags/fetch/admission.hpp>
#include <flags/fetch/path_file.hpp>
#include <flags/window/path_memory.hpp>

#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace flags::cli {

/// Never stops a run: what cannot be read or written is said with -v.
/// Threads: one. Lifetime: that of the console at most; prior() not longer than this.
class known_paths {
public:
    known_paths(const get_options& options, const get_plan& plan, console& out);

    /// What the run begins with.
    [[nodiscard]] fetch::prior_knowledge prior() const;
    /// What it has seen. Nothing is kept when the network is another one by now.
    void learn(std::span<const fetch::way_record> seen);

private:
    [[nodiscard]] std::expected<void, std::string> read_for(const get_options& options, const get_plan& plan);
    [[nodiscard]] window::path_key key_of(std::string_view origin) const;
    void forego(std::string_view why) const;

    console* out_;
    bool behind_proxy_;
    std::optional<fetch::path_file> file_{}; // nothing: nothing is remembered
    const window::path_memory* memory_ = nullptr;
    std::string network_{};
};

} // namespace flags::cli
