// Which left-over files a sweep removes, and how strictly it reads names.
#include "fetch/temp_name.hpp"
#include "support/in_child.hpp"
#include "support/temp_dir.hpp"

#include <flags/base/error.hpp>
#include <flags/fetch/store.hpp>

#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <fcntl.h>
#include <fstream>
#include <limits>
#include <sched.h>
#include <string>
#include <unistd.h>

namespace fs = std::filesystem;
using namespace flags::fetch;
using namespace flags::test;

namespace {

std::string name_for(const run_id& run, std::uint64_t number) {
    return temporary_name(temporary_prefix(run), number);
}

fs::path put(const fs::path& path, std::chrono::hours age = {}) {
    std::ofstream(path) << "half a fl";
    fs::last_write_time(path, fs::file_time_type::clock::now() - age);
    return path;
}

/// Another process that says who it is and lives until this object goes.
class other_run {
public:
    other_run() {
        std::array<int, 2> to_parent{};
        std::array<int, 2> to_child{};
        REQUIRE(::pipe2(to_parent.data(), O_CLOEXEC) == 0);
        REQUIRE(::pipe2(to_child.data(), O_CLOEXEC) == 0);
        child_ = start_child([&] {
            ::close(to_child[1]);
            const auto self = this_run();
            char byte = 0;
            // Ends when the parent closes its side.
            return ::write(to_parent[1], &self, sizeof self) == sizeof self &&
                           ::read(to_child[0], &byte, 1) == 0
                       ? 0
                       : 1;
        });
        ::close(to_child[0]);
        ::close(to_parent[1]);
        hold_ = flags::unique_fd(to_child[1]);
        const flags::unique_fd answer(to_parent[0]);
        REQUIRE(::read(answer.get(), &id_, sizeof id_) == sizeof id_);
    }
    other_run(const other_run&) = delete;
    other_run& operator=(const other_run&) = delete;
    ~other_run() {
        hold_.reset();
        CHECK(wait_for_child(child_) == 0);
    }

    [[nodiscard]] const run_id& id() const { return id_; }

private:
    pid_t child_ = 0;
    flags::unique_fd hold_;
    run_id id_;
};

run_id dead_run() { return other_run().id(); }

run_id on_another_machine() {
    auto run = this_run();
    ++run.machine;
    return run;
}

} // namespace

TEST_CASE("a temporary name is read back as what it was written from") {
    const run_id run{.machine = 0xfedcba9876543210U, .pid = 4194304, .start = 18446744073709551615U};
    const auto name = name_for(run, 18446744073709551615U);
    CHECK(name == ".flags-fedcba9876543210-4194304-18446744073709551615-18446744073709551615.part");
    CHECK(parse_temporary_name(name) == run);
    CHECK(parse_temporary_name(name_for({.machine = 1, .pid = 1, .start = 0}, 0)).has_value());
}

TEST_CASE("a name that a store would not write belongs to nobody") {
    const std::string good = ".flags-0123456789abcdef-12-34-5.part";
    REQUIRE(parse_temporary_name(good).has_value());
    for (const std::string name : {
             "",
             ".",
             "..",
             "bd.png",
             ".flags-",
             ".flags-.part",
             "flags-0123456789abcdef-12-34-5.part",
             ".flags-0123456789abcdef-12-34-5",
             ".flags-0123456789abcdef-12-34-5.par",
             ".flags-0123456789abcdef-12-34-5.part~",
             ".flags-0123456789ABCDEF-12-34-5.part",
             ".flags-123456789abcdef-12-34-5.part",
             ".flags-00123456789abcdef-12-34-5.part",
             ".flags-0x23456789abcdef0-12-34-5.part",
             ".flags-0123456789abcdef-0-34-5.part",
             ".flags-0123456789abcdef--12-34-5.part",
             ".flags-0123456789abcdef-+12-34-5.part",
             ".flags-0123456789abcdef- 12-34-5.part",
             ".flags-0123456789abcdef-012-34-5.part",
             ".flags-0123456789abcdef-99999999999-34-5.part",
             ".flags-0123456789abcdef-12-18446744073709551616-5.part",
             ".flags-0123456789abcdef-12-34.part",
             ".flags-0123456789abcdef-12-34-5-6.part",
             ".flags-0123456789abcdef-12-34-05.part",
         })
        CHECK_MESSAGE(!parse_temporary_name(name).has_value(), name);
}

TEST_CASE("this run is alive, an ended one is not, and neither is one whose pid went to another process") {
    CHECK(this_run() == this_run());
    CHECK(is_alive(this_run()));
    CHECK_FALSE(is_alive(dead_run()));
    auto earlier = this_run();
    --earlier.start;
    CHECK_FALSE(is_alive(earlier));
}

TEST_CASE("a container on this machine counts as another machine") {
    const auto here = this_run().machine;
    const int status = in_child([&] {
        if (::unshare(CLONE_NEWUSER | CLONE_NEWPID) != 0) return cannot_run_here;
        return in_child([&] { return this_run().machine == here ? 1 : 0; });
    });
    if (status == cannot_run_here)
        std::puts("SKIPPED: no user namespaces here");
    else
        CHECK(status == 0);
}

TEST_CASE("files of dead runs go, and those of live runs and of nobody stay") {
    const temp_dir home;
    const auto& folder = home.path();
    const other_run living;
    const auto dead = dead_run();
    auto reused = this_run();
    --reused.start;
    const std::array gone{put(folder / name_for(dead, 0)), put(folder / name_for(dead, 1)),
                          put(folder / name_for(reused, 0))};
    constexpr std::chrono::hours old{1000};
    const std::array kept{put(folder / name_for(this_run(), std::numeric_limits<std::uint64_t>::max()), old),
                          put(folder / name_for(living.id(), 0), old), put(folder / "bd.png", old),
                          put(folder / (name_for(dead, 2) + "x"), old), put(folder / ".flags-.part", old)};
    const auto result = sweep(folder);
    CHECK(result.removed == gone.size());
    CHECK(result.failed == 0);
    for (const auto& path : gone)
        CHECK_FALSE(fs::exists(path));
    for (const auto& path : kept)
        CHECK(fs::exists(path));
}

TEST_CASE("another machine's files stay for a day") {
    const temp_dir home;
    const auto run = on_another_machine();
    const auto young = put(home.path() / name_for(run, 0), std::chrono::hours(23));
    const auto old = put(home.path() / name_for(run, 1), std::chrono::hours(25));
    const auto from_the_future = put(home.path() / name_for(run, 2), std::chrono::hours(-48));
    CHECK(sweep(home.path()).removed == 1);
    CHECK(fs::exists(young));
    CHECK_FALSE(fs::exists(old));
    CHECK(fs::exists(from_the_future));
}

TEST_CASE("what has such a name but is no file stays, and so does what it points to") {
    const temp_dir home;
    const auto dead = dead_run();
    const auto target = put(home.path() / "bd.png");
    const auto link = home.path() / name_for(dead, 0);
    const auto inner = home.path() / name_for(dead, 1);
    fs::create_symlink(target, link);
    fs::create_directory(inner);
    CHECK(sweep(home.path()).removed == 0);
    CHECK(fs::is_symlink(link));
    CHECK(fs::exists(target));
    CHECK(fs::exists(inner));
}

TEST_CASE("files that cannot be removed are counted, and the first is named") {
    const temp_dir home;
    const auto dead = dead_run();
    for (std::uint64_t number = 0; number < 3; ++number)
        put(home.path() / name_for(dead, number));
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
