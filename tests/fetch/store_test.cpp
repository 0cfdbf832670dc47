// A saved file is whole or absent, after any refusal and after kill -9.
// Long because each way in which a disk refuses is a case with a set-up of its own.
#include "fetch/temp_name.hpp"
#include "support/in_child.hpp"
#include "support/read_file.hpp"
#include "support/temp_dir.hpp"

#include <flags/base/error.hpp>
#include <flags/fetch/store.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <functional>
#include <iterator>
#include <sched.h>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

namespace fs = std::filesystem;
using namespace flags::test;
using flags::storage_error;
using flags::fetch::store;
using flags::fetch::sweep;

namespace {

/// What the stand-in for fsync(2) below saw and is to answer; there is no other way in.
struct {
    std::vector<std::string> seen;
    fs::path target;
    mode_t failing_type = 0;
} flushes;

/// The name that the file under the descriptor has when close(2) is to fail for it; none when empty.
std::string failing_close;

/// Called when a save calls a function below, but not for calls from inside of it.
std::function<void(std::string_view call)> at_each_call;

void tell_of(std::string_view call) {
    if (!at_each_call) return; // also with several threads
    const auto tell = std::exchange(at_each_call, nullptr);
    tell(call);
    at_each_call = tell;
}

/// What the next calls of getrandom(2) give.
std::vector<std::uint64_t> next_random_numbers;

/// How many of the next calls of write(2) a signal interrupts.
std::atomic<int> interruptions;

std::set<std::string> names_in(const fs::path& folder) {
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder))
        names.insert(entry.path().filename());
    return names;
}

storage_error refusal(const std::function<void()>& act) {
    try {
        act();
    } catch (const storage_error& refused) {
        return refused;
    }
    throw std::logic_error("nothing was refused");
}

/// For children, which have no checks: 0 if refused with this errno, in a sentence that names `part`.
int expect_refusal(const std::function<void()>& act, int errno_value, std::string_view part) {
    const auto refused = refusal(act);
    const bool as_expected =
        refused.code().value() == errno_value && std::string_view(refused.what()).contains(part);
    if (!as_expected) std::fprintf(stderr, "child: unexpected: %s\n", refused.what());
    return as_expected ? 0 : 1;
}

void expect_success(int status) {
    if (status == cannot_run_here)
        std::puts("SKIPPED: this machine does not let an unprivileged process do what the case needs");
    else
        CHECK(status == 0);
}

bool write_line(const char* path, const std::string& line) {
    std::ofstream file(path);
    file << line << std::flush;
    return file.good();
}

/// In a child: mounts a tmpfs of 64 KiB that no other process sees, without being root.
bool mount_small_disk(const fs::path& where) {
    const auto user = std::to_string(::geteuid());
    const auto group = std::to_string(::getegid());
    return ::unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0 && write_line("/proc/self/setgroups", "deny") &&
           write_line("/proc/self/uid_map", "0 " + user + " 1") &&
           write_line("/proc/self/gid_map", "0 " + group + " 1") &&
           ::mount("none", where.c_str(), "tmpfs", 0, "size=64k") == 0;
}

} // namespace

/// Takes the place of the C library's in this program and records what is flushed when.
extern "C" int fsync(int fd) {
    struct stat status{};
    if (::fstat(fd, &status) != 0) return -1;
    const std::string kind = S_ISDIR(status.st_mode) ? "folder" : "file";
    flushes.seen.push_back(kind + (fs::exists(flushes.target) ? " with target" : " without target"));
    if ((status.st_mode & S_IFMT) == flushes.failing_type) {
        errno = EIO;
        return -1;
    }
    return static_cast<int>(::syscall(SYS_fsync, fd));
}

/// Like fsync above: fails as if a signal came, as often as asked for.
extern "C" ssize_t write(int fd, const void* bytes, std::size_t size) {
    tell_of("write");
    if (interruptions > 0) {
        --interruptions;
        errno = EINTR;
        return -1;
    }
    return ::syscall(SYS_write, fd, bytes, size);
}

/// Like fsync above: closes, and says that the bytes could not be stored after all, as network file systems do.
extern "C" int close(int fd) {
    tell_of("close");
    const auto name = [fd] {
        std::error_code ignored;
        return failing_close.empty()
                   ? std::string()
                   : fs::read_symlink("/proc/self/fd/" + std::to_string(fd), ignored).filename().string();
    }();
    const auto result = static_cast<int>(::syscall(SYS_close, fd));
    tell_of("closed");
    if (result != 0 || name.empty() || !name.starts_with(failing_close)) return result;
    errno = EIO;
    return -1;
}

/// Like fsync above.
extern "C" int flock(int fd, int operation) noexcept {
    tell_of("flock");
    return static_cast<int>(::syscall(SYS_flock, fd, operation));
}

/// Like fsync above: gives what a test has laid ready.
extern "C" ssize_t getrandom(void* bytes, std::size_t size, unsigned flags) {
    if (next_random_numbers.empty() || size != sizeof(std::uint64_t))
        return ::syscall(SYS_getrandom, bytes, size, flags);
    std::memcpy(bytes, &next_random_numbers.front(), size);
    next_random_numbers.erase(next_random_numbers.begin());
    return static_cast<ssize_t>(size);
}

TEST_CASE("a saved file has its bytes, and no other file is left in the folder") {
    const temp_dir home;
    const auto folder = home.path() / "a" / "b";
    const store files(folder);
    const std::string bytes("\0\xff\n", 3);
    files.save("bd.png", bytes);
    files.save("empty.png", "");
    files.save(".hidden", std::string(1 << 20, 'x'));
    CHECK(read_file(folder / "bd.png") == bytes);
    CHECK(fs::file_size(folder / "empty.png") == 0);
    CHECK(read_file(folder / ".hidden") == std::string(1 << 20, 'x'));
    CHECK(names_in(folder) == std::set<std::string>{".hidden", "bd.png", "empty.png"});
}

TEST_CASE("a file is replaced as a whole: a process that has the old one open keeps it") {
    const temp_dir home;
    const store files(home.path());
    files.save("bd.png", "the old flag");
    std::ifstream open_before(home.path() / "bd.png");
    files.save("bd.png", "new");
    CHECK(read_file(home.path() / "bd.png") == "new");
    CHECK(std::string(std::istreambuf_iterator<char>(open_before), {}) == "the old flag");
}

TEST_CASE("permissions follow the umask") {
    const temp_dir home;
    const auto before = ::umask(0027);
    store(home.path()).save("bd.png", "x");
    ::umask(before);
    CHECK((fs::status(home.path() / "bd.png").permissions()) == static_cast<fs::perms>(0640));
}

TEST_CASE("only plain names are saved") {
    const temp_dir home;
    const store files(home.path() / "inner");
    for (const auto& name : {std::string(), std::string("."), std::string(".."), std::string("../bd.png"),
                             std::string("/bd.png"), std::string("a/b"), std::string("a\0b", 3)})
        CHECK_THROWS_AS(files.save(name, "x"), flags::usage_error);
    CHECK(names_in(home.path()) == std::set<std::string>{"inner"});
    CHECK(names_in(home.path() / "inner").empty());
}

TEST_CASE("with paths, files are in folders below, which are made, and nowhere else") {
    const temp_dir home;
    const auto folder = home.path() / "inner";
    const store files(folder, {.fsync = true, .takes_paths = true});
    files.save("a/b/bd.png", "one");
    files.save("a/b/bd.png", "two");
    files.save("a/cn.png", "three");
    CHECK(read_file(folder / "a" / "b" / "bd.png") == "two");
    CHECK(names_in(folder / "a") == std::set<std::string>{"b", "cn.png"});
    const std::string hash_of_two = "3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3";
    CHECK(files.holds("a/b/bd.png", {.size = 3, .sha256 = hash_of_two}));
    CHECK_FALSE(files.holds("a/bd.png", {.size = 3, .sha256 = hash_of_two}));
    CHECK_FALSE(files.holds("x/bd.png", {.size = 3, .sha256 = hash_of_two}));
    fs::create_directory_symlink(home.path(), folder / "out");
    for (const auto& name : {"a//b", "/a", "a/", "a/../b", "../bd.png", "a/./b"})
        CHECK_THROWS_AS(files.save(name, "x"), flags::usage_error);
    CHECK(refusal([&] { files.save("out/bd.png", "x"); }).code() == std::errc::cross_device_link);
    CHECK(refusal([&] { files.save("a/cn.png/x", "x"); }).code() == std::errc::not_a_directory);
    CHECK(refusal([&] { files.save("a/b", "x"); }).code() == std::errc::is_a_directory);
    CHECK(names_in(home.path()) == std::set<std::string>{"inner"});
    CHECK(names_in(folder) == std::set<std::string>{"a", "out"});
}

TEST_CASE("a file where the folder should be is refused at once") {
    const temp_dir home;
    store(home.path()).save("file", "x");
    for (const auto& folder : {home.path() / "file", home.path() / "file" / "inner"}) {
        const auto refused = refusal([&] { const store files(folder); });
        CHECK(refused.code() == std::errc::not_a_directory);
        CHECK(std::string(refused.what()) ==
              "cannot create the folder " + folder.native() +
                  ": a part of this path is a file and not a folder: choose another "
                  "folder");
    }
}

TEST_CASE("a folder without permission is refused at once") {
    const temp_dir home;
    fs::permissions(home.path(), static_cast<fs::perms>(0555));
    const int inner = in_child([&] {
        if (!become_nobody()) return cannot_run_here;
        return expect_refusal([&] { const store files(home.path() / "inner"); }, EACCES, "no permission");
    });
    const int itself = in_child([&] {
        if (!become_nobody()) return cannot_run_here;
        return expect_refusal([&] { const store files(home.path()); }, EACCES, "no permission");
    });
    fs::permissions(home.path(), static_cast<fs::perms>(0755));
    expect_success(inner);
    expect_success(itself);
}

TEST_CASE("a folder in place of the file is an error, and stays") {
    const temp_dir home;
    const store files(home.path());
    fs::create_directory(home.path() / "bd.png");
    const auto refused = refusal([&] { files.save("bd.png", "x"); });
    CHECK(refused.code() == std::errc::is_a_directory);
    CHECK(std::string(refused.what()) ==
          "cannot save " + (home.path() / "bd.png").native() +
              ": a folder of that name is in the way: remove it or choose another folder");
    CHECK(names_in(home.path()) == std::set<std::string>{"bd.png"});
}

TEST_CASE("the longest name is saved and a longer one is refused") {
    const temp_dir home;
    const store files(home.path());
    const std::string longest(255, 'n'); // NAME_MAX of Linux's own file systems
    files.save(longest, "x");
    CHECK(refusal([&] { files.save(longest + "n", "x"); }).code() == std::errc::filename_too_long);
    CHECK(names_in(home.path()) == std::set<std::string>{longest});
}

TEST_CASE("a removed folder is an error") {
    const temp_dir home;
    const store files(home.path() / "inner");
    fs::remove(home.path() / "inner");
    const auto refused = refusal([&] { files.save("bd.png", "x"); });
    CHECK(refused.code() == std::errc::no_such_file_or_directory);
    CHECK(std::string(refused.what()).contains((home.path() / "inner").native()));
}

TEST_CASE("a folder that is renamed meanwhile keeps receiving its files") {
    const temp_dir home;
    const store files(home.path() / "before");
    fs::rename(home.path() / "before", home.path() / "after");
    fs::create_directory(home.path() / "before");
    files.save("bd.png", "x");
    CHECK(names_in(home.path() / "after") == std::set<std::string>{"bd.png"});
    CHECK(names_in(home.path() / "before").empty());
}

TEST_CASE("a full disk is reported, and leaves neither a part nor a change") {
    const temp_dir home;
    expect_success(in_child([&] {
        if (!mount_small_disk(home.path())) return cannot_run_here;
        const store files(home.path());
        files.save("bd.png", "old");
        const auto refused = expect_refusal([&] { files.save("bd.png", std::string(1 << 20, 'x')); }, ENOSPC,
                                            "the disk is full");
        if (names_in(home.path()) != std::set<std::string>{"bd.png"}) return 2;
        if (read_file(home.path() / "bd.png") != "old") return 3;
        return refused;
    }));
}

TEST_CASE("a partial write is continued, and its failure is the one that is reported") {
    const temp_dir home;
    expect_success(in_child([&] {
        // The first write(2) stores what fits below the limit and returns its size, the second one fails.
        std::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{.rlim_cur = 5000, .rlim_max = 5000};
        if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) return cannot_run_here;
        const store files(home.path());
        files.save("bd.png", std::string(5000, 'x'));
        const auto refused =
            expect_refusal([&] { files.save("bd.png", std::string(5001, 'y')); }, EFBIG, "file size limit");
        if (names_in(home.path()) != std::set<std::string>{"bd.png"}) return 2;
        if (read_file(home.path() / "bd.png") != std::string(5000, 'x')) return 3;
        return refused;
    }));
}

TEST_CASE("an interrupted write is repeated") {
    const temp_dir home;
    const store files(home.path());
    interruptions = 3;
    files.save("bd.png", "whole");
    CHECK(interruptions == 0);
    CHECK(read_file(home.path() / "bd.png") == "whole");
}

TEST_CASE("a file whose close fails does not replace the target") {
    const temp_dir home;
    const store files(home.path());
    failing_close = ".flags-";
    const auto refused = refusal([&] { files.save("bd.png", "x"); });
    failing_close.clear();
    CHECK(refused.code() == std::errc::io_error);
    CHECK(names_in(home.path()).empty());
}

TEST_CASE("a link under the temporary name is not followed, and another name is tried") {
    const temp_dir home;
    const auto victim = home.path() / "victim";
    std::ofstream(victim) << "untouched";
    const store files(home.path());
    next_random_numbers = {1};
    const auto taken = flags::fetch::new_temporary_name(flags::fetch::this_boot());
    fs::create_symlink(victim, home.path() / taken);
    next_random_numbers = {1, 1, 2};
    files.save("bd.png", "x");
    CHECK(next_random_numbers.empty());
    CHECK(read_file(victim) == "untouched");
    CHECK(read_file(home.path() / "bd.png") == "x");
    CHECK(names_in(home.path()) == std::set<std::string>{"bd.png", "victim", taken});

    next_random_numbers = std::vector<std::uint64_t>(100, 1); // a name that is always taken
    CHECK(refusal([&] { files.save("bd.png", "y"); }).code() == std::errc::file_exists);
    next_random_numbers.clear();
    CHECK(read_file(home.path() / "bd.png") == "x");
}

TEST_CASE("a sweep between any two calls of a save takes nothing from it") {
    const temp_dir home;
    const store files(home.path(), {.fsync = true});
    std::vector<std::string> swept;
    at_each_call = [&](std::string_view call) {
        if (call == "flock" && !swept.empty()) return;
        swept.push_back(std::string(call) + (sweep(home.path()).removed > 0 ? ": removed" : ""));
    };
    files.save("bd.png", "whole");
    at_each_call = nullptr;
    CHECK(read_file(home.path() / "bd.png") == "whole");
    // Until it has the lock, a sweep may be faster: then another name is tried.
    CHECK(swept.front() == "flock: removed");
    CHECK(std::ranges::count(swept, "write") == 1);
    CHECK(std::ranges::count(swept, "closed") > 0); // before the rename
    CHECK(names_in(home.path()) == std::set<std::string>{"bd.png"});
}

TEST_CASE("a sweep in another PID and time namespace takes nothing from a save") {
    const temp_dir home;
    const store files(home.path());
    int status = -1;
    at_each_call = [&](std::string_view call) {
        if (call != "closed") return; // before the rename
        status = in_child([&] {
            constexpr int new_time =
                0x80; // CLONE_NEWTIME, which <sched.h> of glibc 2.36 has for clone3(2) only
            if (::unshare(CLONE_NEWUSER | CLONE_NEWPID | new_time) != 0 ||
                !write_line("/proc/self/timens_offsets", "boottime 1000000 0"))
                return cannot_run_here;
            return in_child([&] { return sweep(home.path()).removed == 0 ? 0 : 1; });
        });
    };
    files.save("bd.png", "whole");
    at_each_call = nullptr;
    CHECK(read_file(home.path() / "bd.png") == "whole");
    expect_success(status);
}

TEST_CASE("fsync flushes the file before the rename and the folder after it") {
    const temp_dir home;
    flushes = {.seen = {}, .target = home.path() / "bd.png", .failing_type = 0};
    store(home.path()).save("other.png", "x");
    CHECK(flushes.seen.empty());
    store(home.path(), {.fsync = true}).save("bd.png", "x");
    CHECK(flushes.seen == std::vector<std::string>{"file without target", "folder with target"});
}

TEST_CASE("a file that cannot be flushed does not replace the target") {
    const temp_dir home;
    flushes = {.seen = {}, .target = home.path() / "bd.png", .failing_type = S_IFREG};
    const store files(home.path(), {.fsync = true});
    CHECK(refusal([&] { files.save("bd.png", "x"); }).code() == std::errc::io_error);
    CHECK(names_in(home.path()).empty());
    flushes.failing_type = S_IFDIR;
    CHECK(std::string(refusal([&] { files.save("bd.png", "x"); }).what())
              .starts_with("cannot flush the folder "));
    CHECK(names_in(home.path()) == std::set<std::string>{"bd.png"});
    flushes = {};
}

TEST_CASE("no call leaves a descriptor open") {
    const temp_dir home;
    const store files(home.path());
    fs::create_directory(home.path() / "folder");
    const auto before = names_in("/proc/self/fd").size();
    for (int round = 0; round < 10; ++round) {
        files.save("bd.png", "x");
        static_cast<void>(refusal([&] { files.save("folder", "x"); }));
        static_cast<void>(sweep(home.path()));
    }
    CHECK(names_in("/proc/self/fd").size() == before);
}

TEST_CASE("threads and stores share a folder without seeing each other's parts") {
    const temp_dir home;
    const store one(home.path());
    const store two(home.path());
    std::vector<std::jthread> threads;
    for (const char letter : {'a', 'b', 'c', 'd'})
        threads.emplace_back([&, letter] {
            const auto& files = letter < 'c' ? one : two;
            for (int round = 0; round < 200; ++round)
                files.save("flag" + std::to_string(round % 10), std::string(10000, letter));
        });
    threads.clear(); // joins
    CHECK(names_in(home.path()).size() == 10);
    for (const auto& name : names_in(home.path())) {
        const auto bytes = read_file(home.path() / name);
        CHECK(bytes == std::string(10000, bytes.at(0)));
    }
}

TEST_CASE(
    "a run killed half-way through a write leaves the old file and one part, which the next sweep removes") {
    const temp_dir home;
    const store files(home.path());
    files.save("bd.png", "old");
    const int status = in_child([&] {
        // The second write(2) is beyond the limit, for which the kernel kills: the one moment a test can
        // choose.
        std::signal(SIGXFSZ, SIG_DFL);
        const rlimit no_core{.rlim_cur = 0, .rlim_max = 0};
        const rlimit limit{.rlim_cur = 5000, .rlim_max = 5000};
        if (::setrlimit(RLIMIT_CORE, &no_core) != 0 || ::setrlimit(RLIMIT_FSIZE, &limit) != 0) return 1;
        store(home.path()).save("bd.png", std::string(5001, 'y'));
        return 2;
    });
    CHECK(status == -SIGXFSZ);
    CHECK(read_file(home.path() / "bd.png") == "old");
    CHECK(names_in(home.path()).size() == 2);
    CHECK(sweep(home.path()).removed == 1);
    CHECK(names_in(home.path()) == std::set<std::string>{"bd.png"});
}

TEST_CASE("a run killed at any moment leaves whole files and parts that the next sweep removes") {
    const temp_dir home;
    constexpr std::size_t size = 1 << 20;
    for (int round = 0; round < 20; ++round) {
        std::array<int, 2> saved{};
        REQUIRE(::pipe2(saved.data(), O_CLOEXEC) == 0);
        const pid_t child = start_child([&] {
            const store files(home.path());
            for (int flag = 0;; ++flag) {
                files.save("flag" + std::to_string(flag % 4),
                           std::string(size, static_cast<char>('a' + flag % 26)));
                if (::write(saved[1], "x", 1) != 1) return 1;
            }
        });
        ::close(saved[1]);
        for (int count = 0; count <= round; ++count) {
            char byte = 0;
            REQUIRE(::read(saved[0], &byte, 1) == 1);
        }
        REQUIRE(::kill(child, SIGKILL) == 0);
        CHECK(wait_for_child(child) == -SIGKILL);
        ::close(saved[0]);
        CHECK(sweep(home.path()).failed == 0);
        for (const auto& name : names_in(home.path())) {
            REQUIRE(name.starts_with("flag"));
            const auto bytes = read_file(home.path() / name);
            CHECK(bytes.size() == size);
            CHECK(std::ranges::count(bytes, bytes.at(0)) == static_cast<std::ptrdiff_t>(size));
        }
    }
}
