// Nothing outside the folder can be opened, with the kernel's own check and without it.
#include "base/open_beneath.hpp"
#include "support/temp_dir.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

using flags::open_beneath;
using flags::open_beneath_stepwise;
using flags::unique_fd;
namespace fs = std::filesystem;

namespace {

// site/ with one file, and links of all kinds; secret is beside it.
class fixture {
public:
    fixture() {
        fs::create_directories(site_ / "bd");
        std::ofstream(dir_.path() / "secret") << "secret";
        std::ofstream(site_ / "bd/file") << "file";
        fs::create_symlink("file", site_ / "bd/inside");
        fs::create_symlink("bd", site_ / "inside_folder");
        fs::create_symlink("../../secret", site_ / "bd/relative");
        fs::create_symlink(dir_.path() / "secret", site_ / "bd/absolute");
        fs::create_symlink("..", site_ / "outside_folder");
        fs::create_symlink("loop", site_ / "loop");
        REQUIRE(::mkfifo((site_ / "fifo").c_str(), 0600) == 0);
        folder_.reset(::open(site_.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
        REQUIRE(folder_);
    }
    [[nodiscard]] int folder() const { return folder_.get(); }
    [[nodiscard]] fs::path secret() const { return dir_.path() / "secret"; }

private:
    flags::test::temp_dir dir_;
    fs::path site_ = dir_.path() / "site";
    unique_fd folder_;
};

std::string content(const std::expected<unique_fd, int>& file) {
    REQUIRE(file.has_value());
    std::array<char, 16> bytes{};
    const auto count = ::read(file->get(), bytes.data(), bytes.size());
    REQUIRE(count >= 0);
    return {bytes.data(), static_cast<std::size_t>(count)};
}

bool kernel_has_openat2() {
    open_how how{};
    how.flags = O_PATH;
    const unique_fd fd(static_cast<int>(::syscall(SYS_openat2, AT_FDCWD, "/", &how, sizeof how)));
    return static_cast<bool>(fd);
}

} // namespace

TEST_CASE("what leaves the folder or is not there cannot be opened either way") {
    const fixture site;
    const struct {
        std::string path;
        int errno_kernel;
        int errno_stepwise;
    } table[] = {
        {"bd/relative", EXDEV, ELOOP},
        {"bd/absolute", EXDEV, ELOOP},
        {"outside_folder/secret", EXDEV, ENOTDIR},
        {"../secret", EXDEV, EXDEV},
        {"bd/../../secret", EXDEV, EXDEV},
        {"..", EXDEV, EXDEV},
        {site.secret().string(), EXDEV, ENOENT},
        {"loop", ELOOP, ELOOP},
        {"bd/nothing", ENOENT, ENOENT},
        {"nothing/file", ENOENT, ENOENT},
        {"bd/file/file", ENOTDIR, ENOTDIR},
        {"", ENOENT, ENOENT},
        {std::string(300, 'x'), ENAMETOOLONG, ENAMETOOLONG},
    };
    for (const auto& row : table) {
        CAPTURE(row.path);
        const auto stepwise = open_beneath_stepwise(site.folder(), row.path);
        REQUIRE_FALSE(stepwise.has_value());
        CHECK(stepwise.error() == row.errno_stepwise);
        const auto best = open_beneath(site.folder(), row.path);
        REQUIRE_FALSE(best.has_value());
        CHECK(best.error() == (kernel_has_openat2() ? row.errno_kernel : row.errno_stepwise));
    }
}

TEST_CASE("a plain file opens either way and a FIFO does not block") {
    const fixture site;
    CHECK(content(open_beneath(site.folder(), "bd/file")) == "file");
    CHECK(content(open_beneath_stepwise(site.folder(), "bd/file")) == "file");
    CHECK(open_beneath(site.folder(), "fifo").has_value());
    CHECK(open_beneath_stepwise(site.folder(), "fifo").has_value());
}

TEST_CASE("a link inside the folder is followed with openat2") {
    if (!kernel_has_openat2()) {
        std::cout << "SKIPPED: this kernel or sandbox has no openat2\n";
        return;
    }
    const fixture site;
    CHECK(content(open_beneath(site.folder(), "bd/inside")) == "file");
    CHECK(content(open_beneath(site.folder(), "inside_folder/file")) == "file");
}

TEST_CASE("a link inside the folder is refused without openat2") {
    const fixture site;
    CHECK(open_beneath_stepwise(site.folder(), "bd/inside").error() == ELOOP);
    CHECK(open_beneath_stepwise(site.folder(), "inside_folder/file").error() == ENOTDIR);
}

TEST_CASE("folders are made below the folder and nowhere else") {
    const fixture site;
    const auto there = [&site](const char* path) {
        return flags::open_folder_beneath(site.folder(), path).has_value();
    };
    CHECK(flags::make_folder_beneath(site.folder(), "a/b/c"));
    CHECK(flags::make_folder_beneath(site.folder(), "a/b/d"));
    CHECK(flags::make_folder_beneath(site.folder(), "inside_folder/e"));
    for (const char* const path : {"a/b/c", "a/b/d", "bd/e"})
        CHECK(there(path));
    for (const char* const path : {"outside_folder", "outside_folder/x", "../x", "a/../../x", "bd/relative/x",
                                   "bd/file", "bd/file/x", "loop/x", "fifo"}) {
        CAPTURE(path);
        CHECK_FALSE(flags::make_folder_beneath(site.folder(), path));
        CHECK_FALSE(there(path));
    }
    CHECK_FALSE(fs::exists(site.secret().parent_path() / "x"));
}
