// Which left-over files a sweep removes, and how strictly it reads names.
#include "fetch/temp_name.hpp"
#include "support/in_child.hpp"
#include "support/temp_dir.hpp"

#include <flags/base/error.hpp>
#include <flags/base/unique_fd.hpp>
#include <flags/fetch/store.hpp>

#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <fcntl.h>
#include <fstream>
#include <string>
#include <sys/file.h>
#include <unistd.h>

namespace fs = std::filesystem;
using namespace flags::fetch;
using namespace flags::test;

namespace {

std::string name_here() { return new_temporary_name(this_boot()); }

std::string name_elsewhere() { return new_temporary_name(this_boot() + 1); }

fs::path put(const fs::path& path, std::chrono::hours age = {}) {
    std::ofstream(path) << "half a fl";
    fs::last_write_time(path, fs::file_time_type::clock::now() - age);
    return path;
}

/// As a store holds a file that it writes.
flags::unique_fd lock(const fs::path& path) {
    flags::unique_fd file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    REQUIRE(::flock(file.get(), LOCK_EX | LOCK_NB) == 0);
    return file;
}

} // namespace

TEST_CASE("a temporary name is read back as the boot that it was written in, and none is like another") {
    for (const std::uint64_t boot : {std::uint64_t{0}, std::uint64_t{0xfedcba9876543210U}, this_boot()})
        CHECK(boot_in_temporary_name(new_temporary_name(boot)) == boot);
    CHECK(new_temporary_name(1).starts_with(".flags-0000000000000001-"));
    CHECK(new_temporary_name(1).ends_with(".part"));
    CHECK(new_temporary_name(1) != new_temporary_name(1));
    CHECK(this_boot() == this_boot());
}

TEST_CASE("a name that a store would not write is not a temporary file's") {
    REQUIRE(boot_in_temporary_name(".flags-0123456789abcdef-00000000000000f5.part").has_value());
    for (const std::string name : {
             "",
             ".",
             "..",
             "bd.png",
             ".flags-",
             ".flags-.part",
             "xflags-0123456789abcdef-00000000000000f5.part",
             ".flags-0123456789abcdef-00000000000000f5",
             ".flags-0123456789abcdef-00000000000000f5.par",
             ".flags-0123456789abcdef-00000000000000f5.parx",
             ".flags-0123456789abcdef-00000000000000f5.part~",
             ".flags-0123456789ABCDEF-00000000000000f5.part",
             ".flags-0123456789abcdef-00000000000000F5.part",
             ".flags-123456789abcdef-00000000000000f5.part",
             ".flags-00123456789abcdef-0000000000000f5.part",
             ".flags-0x23456789abcdef-00000000000000f5.part",
             ".flags-0123456789abcdef+00000000000000f5.part",
             ".flags-0123456789abcdef--0000000000000f5.part",
             ".flags-0123456789abcdeg-00000000000000f5.part",
             ".flags-0123456789abcdef- 0000000000000f5.part",
         })
        CHECK_MESSAGE(!boot_in_temporary_name(name).has_value(), name);
}

TEST_CASE("files without a lock are removed, locked ones and all others stay") {
    const temp_dir home;
    const auto& folder = home.path();
    constexpr std::chrono::hours old{1000};
    const std::array gone{put(folder / name_here()), put(folder / name_here(), old)};
    const std::array kept{put(folder / name_here()), put(folder / name_elsewhere(), old),
                          put(folder / "bd.png", old), put(folder / (name_here() + "x"), old),
                          put(folder / ".flags-.part", old)};
    const std::array locks{lock(kept[0]), lock(kept[1])};
    const auto result = sweep(folder);
    CHECK(result.removed == gone.size());
    CHECK(result.failed == 0);
    for (const auto& path : gone)
        CHECK_FALSE(fs::exists(path));
    for (const auto& path : kept)
        CHECK(fs::exists(path));
}

TEST_CASE("a file goes as soon as the process that had it locked is gone") {
    const temp_dir home;
    const auto path = put(home.path() / name_here());
    CHECK(in_child([&] {
              const auto held = lock(path);
              return sweep(home.path()).removed == 0 ? 0 : 1;
          }) == 0);
    CHECK(sweep(home.path()).removed == 1);
}

TEST_CASE("another machine's files stay for a day") {
    const temp_dir home;
    const auto young = put(home.path() / name_elsewhere(), std::chrono::hours(23));
    const auto old = put(home.path() / name_elsewhere(), std::chrono::hours(25));
    const auto from_the_future = put(home.path() / name_elsewhere(), std::chrono::hours(-48));
    CHECK(sweep(home.path()).removed == 1);
    CHECK(fs::exists(young));
    CHECK_FALSE(fs::exists(old));
    CHECK(fs::exists(from_the_future));
}

TEST_CASE("an entry with such a name that is not a file stays, and so does its target") {
    const temp_dir home;
    const auto target = put(home.path() / "bd.png");
    const auto link = home.path() / name_here();
    const auto inner = home.path() / name_here();
    fs::create_symlink(target, link);
    fs::create_directory(inner);
    CHECK(sweep(home.path()).removed == 0);
    CHECK(fs::is_symlink(link));
    CHECK(fs::exists(target));
    CHECK(fs::exists(inner));
}

TEST_CASE("files that cannot be removed are counted, and the first is named") {
    const temp_dir home;
    for (int count = 0; count < 3; ++count)
        put(home.path() / name_here());
    fs::permissions(home.path(), static_cast<fs::perms>(0555));
    const int status = in_child([&] {
        if (!become_nobody()) return cannot_run_here;
        const auto result = sweep(home.path());
        if (result.removed != 0 || result.failed != 3 || !result.first_failure) return 1;
        if (result.first_failure->code() != std::errc::permission_denied) return 2;
        return std::string(result.first_failure->what()).contains((home.path() / ".flags-").native()) ? 0 : 3;
    });
    fs::permissions(home.path(), static_cast<fs::perms>(0755));
    if (status == cannot_run_here)
        std::puts("SKIPPED: cannot give up root here");
    else
        CHECK(status == 0);
}

TEST_CASE("a folder that cannot be read is refused") {
    const temp_dir home;
    CHECK_THROWS_AS(static_cast<void>(sweep(home.path() / "missing")), flags::storage_error);
}
