// A power cut at any moment: with fsync each final name is whole or as it was, and what was saved stays.
#include "fetch/power_cut.hpp"
#include "support/temp_dir.hpp"

#include <flags/fetch/store.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

using namespace flags::test;

namespace {

// One save, and of how many steps it was the work.
struct saved {
    std::string name;
    std::string bytes;
    std::size_t begun;
    std::size_t ended;
};

struct session {
    std::vector<disk_step> steps;
    std::vector<saved> saves;
};

struct file {
    std::string name;
    std::string bytes;
};

// In a folder that is made; each is written in two pieces.
session saves_of(const std::vector<file>& all, flags::fetch::store_options options) {
    const temp_dir home;
    const disk_recorder disk(home.path());
    std::size_t writes = 0;
    before_each_call = [&writes](std::string_view call) {
        return call == "write" && ++writes % 2 == 1 ? only_half : 0;
    };
    session result;
    const flags::fetch::store files(home.path() / "of" / "flags", options);
    for (const auto& [name, bytes] : all) {
        const auto begun = disk.steps().size();
        files.save(name, bytes);
        result.saves.push_back({"of/flags/" + name, bytes, begun, disk.steps().size()});
    }
    before_each_call = nullptr;
    result.steps = disk.steps();
    return result;
}

// A new file, another in its place and a second file.
session saves_with(flags::fetch::store_options options) {
    return saves_of({{"bd.png", "the old flag"}, {"bd.png", "and the new one"}, {"br.png", "another"}},
                    options);
}

enum class breach : std::uint8_t { none, lost, damaged };

// `made` steps were made when the power was cut.
breach breach_of(const std::string& name, const disk_files& files, const std::vector<saved>& saves,
                 std::size_t made) {
    bool must_be_there = false;
    std::vector<std::string> allowed;
    for (const saved& each : saves) {
        if (each.name != name || each.begun > made) continue;
        if (each.ended <= made) {
            must_be_there = true;
            allowed.clear();
        }
        allowed.push_back(each.bytes);
    }
    const auto found = files.find(name);
    if (found == files.end()) return must_be_there ? breach::lost : breach::none;
    if (std::ranges::find(allowed, found->second) != allowed.end()) return breach::none;
    const bool is_old = std::ranges::any_of(saves, [&](const saved& each) {
        return each.name == name && each.begun <= made && each.bytes == found->second;
    });
    return is_old ? breach::lost : breach::damaged;
}

struct breaches {
    std::size_t states = 0;
    std::size_t lost = 0;
    std::size_t damaged = 0;
};

breaches breaches_of(const session& what) {
    breaches all;
    for (std::size_t made = 0; made <= what.steps.size(); ++made)
        for_each_remainder(std::span(what.steps).first(made), [&](const disk_files& files) {
            ++all.states;
            for (const saved& each : what.saves) {
                const auto found = breach_of(each.name, files, what.saves, made);
                all.lost += found == breach::lost ? 1 : 0;
                all.damaged += found == breach::damaged ? 1 : 0;
            }
        });
    return all;
}

} // namespace

TEST_CASE("with fsync no power cut damages a final name or loses what was saved") {
    const auto all = breaches_of(saves_with({.fsync = true}));
    CHECK(all.states > 50);
    CHECK(all.damaged == 0);
    CHECK(all.lost == 0);
}

TEST_CASE("nor in folders that are made below") {
    const auto all = breaches_of(
        saves_of({{"a/b/bd.png", "a flag"}, {"a/br.png", "another"}}, {.fsync = true, .takes_paths = true}));
    CHECK(all.states > 50);
    CHECK(all.damaged == 0);
    CHECK(all.lost == 0);
}

TEST_CASE("each of the flushes is needed") {
    const session complete = saves_with({.fsync = true});
    std::size_t flushes = 0;
    for (std::size_t i = 0; i < complete.steps.size(); ++i) {
        if (complete.steps[i].what != disk_step::kind::flush) continue;
        ++flushes;
        CAPTURE(i);
        session less = complete;
        less.steps[i].node = std::numeric_limits<std::size_t>::max(); // a flush of nothing
        const auto all = breaches_of(less);
        CHECK(all.lost + all.damaged > 0);
    }
    CHECK(flushes == 2 + 3 * 2); // of the parents of both new folders; of each file, and of its folder
}

TEST_CASE("without fsync a power cut may damage a name and lose what was saved") {
    const auto all = breaches_of(saves_with({.fsync = false}));
    CHECK(all.damaged > 0);
    CHECK(all.lost > 0);
}
