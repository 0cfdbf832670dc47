// Folders that go with whoever made them, or was to make them.
#include "process/temp_dir.hpp"
#include "support/in_child.hpp"
#include "support/temp_dir.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <system_error>

namespace fs = std::filesystem;
using flags::process::make_private_folder;

TEST_CASE("a folder for later is made by a child, private and once, and goes with its owner") {
    const flags::test::temp_dir home;
    fs::path path;
    {
        const auto scratch = flags::process::temp_dir::later(home.path());
        path = scratch.path();
        CHECK(path.parent_path() == home.path());
        CHECK_FALSE(fs::exists(path));
        CHECK(flags::test::in_child([&] {
                  make_private_folder(scratch.path());
                  std::ofstream(scratch.path() / "file") << "x";
                  return 0;
              }) == 0);
        CHECK(fs::status(path).permissions() == fs::perms::owner_all);
        CHECK_THROWS_AS(make_private_folder(path), std::system_error);
        CHECK(flags::process::temp_dir::later(home.path()).path() != path);
    }
    CHECK_FALSE(fs::exists(path));
}

TEST_CASE("a folder that was never made is no trouble at its end") {
    const flags::test::temp_dir home;
    {
        const auto scratch = flags::process::temp_dir::later(home.path());
    }
    CHECK(fs::is_empty(home.path()));
}
