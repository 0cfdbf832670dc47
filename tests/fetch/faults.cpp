// The manual pages' errors, and how they are brought about.
#include "fetch/faults.hpp"

#include "fetch/system_calls.hpp"
#include "support/in_child.hpp"
#include "support/temp_dir.hpp"

#include <flags/base/error.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <iterator>
#include <map>
#include <string_view>
#include <unistd.h>
#include <utility>

namespace fs = std::filesystem;

namespace flags::test {

namespace {

// ERRORS of the manual pages (man-pages 6.03) and of POSIX. Left out is what only a bug of the caller brings about (EBADF,
// EFAULT) and that a descriptor of this program would block (EAGAIN).
const std::map<std::string_view, std::vector<int>> manual_pages = {
    {"open",
     {EACCES, EBUSY,  EDQUOT, EEXIST, EFBIG,  EINTR, EINVAL, EIO,     EISDIR,    ELOOP, EMFILE, ENAMETOOLONG,
      ENFILE, ENODEV, ENOENT, ENOMEM, ENOSPC, ENXIO, EPERM,  ENOTDIR, EOVERFLOW, EROFS, ETXTBSY}},
    {"openat",
     {EACCES, EBUSY,  EDQUOT, EEXIST, EFBIG,  EINTR, EINVAL, EIO,     EISDIR,    ELOOP, EMFILE, ENAMETOOLONG,
      ENFILE, ENODEV, ENOENT, ENOMEM, ENOSPC, ENXIO, EPERM,  ENOTDIR, EOVERFLOW, EROFS, ETXTBSY}},
    {"read", {EINTR, EINVAL, EIO, EISDIR, only_half}},
    {"write", {EDQUOT, EFBIG, EINTR, EINVAL, EIO, ENOSPC, EPERM, EPIPE, only_half}},
    {"pread", {EINTR, EINVAL, EIO, ENXIO, EOVERFLOW, ESPIPE}},
    {"getrandom", {EINTR, ENOSYS}},
    {"fsync", {EDQUOT, EINTR, EINVAL, EIO, ENOSPC, EROFS}},
    {"close", {EDQUOT, EINTR, EIO, ENOSPC}},
    {"flock", {EINTR, EINVAL, ENOLCK, EWOULDBLOCK}},
    {"fcntl", {EINVAL, EMFILE}},
    {"fstat", {EACCES, EIO, ENOMEM, EOVERFLOW}},
    {"fstatat", {EACCES, EINVAL, EIO, ELOOP, ENAMETOOLONG, ENOENT, ENOMEM, ENOTDIR, EOVERFLOW}},
    {"faccessat", {EACCES, EINVAL, EIO, ELOOP, ENAMETOOLONG, ENOENT, ENOMEM, ENOTDIR, EPERM, EROFS, ETXTBSY}},
    {"mkdir",
     {EACCES, EDQUOT, EEXIST, EINVAL, ELOOP, EMLINK, ENAMETOOLONG, ENOENT, ENOMEM, ENOSPC, ENOTDIR, EPERM,
      EROFS}},
    {"renameat",
     {EACCES, EBUSY, EDQUOT, EEXIST, EINVAL, EIO, EISDIR, ELOOP, EMLINK, ENAMETOOLONG, ENOENT, ENOMEM, ENOSPC,
      ENOTDIR, ENOTEMPTY, EPERM, EROFS, EXDEV}},
    {"unlinkat", {EACCES, EBUSY, EIO, EISDIR, ELOOP, ENAMETOOLONG, ENOENT, ENOMEM, ENOTDIR, EPERM, EROFS}},
    {"opendir", {EACCES, EMFILE, ENFILE, ENOENT, ENOMEM, ENOTDIR}},
    {"readdir", {EIO, ENOENT, EOVERFLOW}}};

std::optional<refused> run(const std::function<void()>& act, const fault& with) {
    std::size_t begun = 0; // of its name
    before_each_call = [&](std::string_view call) {
        const bool has_failed = begun > with.number;
        if (call == with.call && (begun++ == with.number || (has_failed && with.lasts))) return with.error;
        return call == "unlinkat" && has_failed ? with.when_clearing_up : 0;
    };
    std::optional<refused> told;
    try {
        act();
    } catch (const error& e) {
        told = {.code = e.code(), .words = e.what()};
    }
    before_each_call = nullptr;
    return told;
}

std::vector<std::string> calls_of(const std::function<void()>& act) {
    std::vector<std::string> calls;
    before_each_call = [&calls](std::string_view call) {
        calls.emplace_back(call);
        return 0;
    };
    act();
    before_each_call = nullptr;
    return calls;
}

std::size_t open_descriptors() {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator("/proc/self/fd"), {}));
}

std::vector<fault> faults_of(const std::vector<std::string>& calls) {
    std::vector<fault> all;
    std::map<std::string, std::size_t> of_name;
    for (const auto& call : calls) {
        const std::size_t number = of_name[call]++;
        for (const int error : manual_pages.at(call)) {
            const fault once{.call = call, .number = number, .error = error};
            all.push_back(once);
            // What a signal interrupts, or is half done, is tried again for as long as that takes.
            if (error == EINTR || error == only_half) continue;
            all.push_back(once);
            all.back().lasts = true;
            if (once.call != "renameat") continue;
            for (const int more : manual_pages.at("unlinkat")) {
                all.push_back(once);
                all.back().when_clearing_up = more;
            }
        }
    }
    return all;
}

} // namespace

void check_faults(const scenario& each, const std::vector<std::string>& calls) {
    std::vector<std::string> made;
    {
        const temp_dir home;
        each.prepare(home.path());
        made = calls_of([&] { each.act(home.path()); });
    }
    for (const auto& call : calls) {
        CAPTURE(call);
        CHECK(std::ranges::find(made, call) != made.end()); // a library may make others, too
    }
    for (const fault& with : faults_of(made)) {
        CAPTURE(with.call);
        CAPTURE(with.number);
        CAPTURE(with.error);
        CAPTURE(with.lasts);
        CAPTURE(with.when_clearing_up);
        const temp_dir home;
        each.prepare(home.path());
        const auto before = open_descriptors();
        const auto told = run([&] { each.act(home.path()); }, with);
        CHECK(open_descriptors() == before);
        if (told) CHECK_FALSE(told->words.empty());
        each.check(home.path(), told, with);
    }
}

void check_kills(const scenario& each) {
    std::size_t calls = 0;
    {
        const temp_dir home;
        each.prepare(home.path());
        calls = calls_of([&] { each.act(home.path()); }).size();
    }
    for (std::size_t last = 0; last < calls; ++last) {
        CAPTURE(last);
        const temp_dir home;
        each.prepare(home.path());
        const int status = in_child([&] {
            std::size_t number = 0;
            before_each_call = [&](std::string_view) {
                if (number++ == last) ::kill(::getpid(), SIGKILL);
                return 0;
            };
            each.act(home.path());
            return 0;
        });
        CHECK(status == -SIGKILL);
        each.check(home.path(), refused{}, {.call = "kill", .number = last, .error = 0});
    }
}

std::set<std::string> names_in(const fs::path& folder) {
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder))
        names.insert(entry.path().filename());
    return names;
}

} // namespace flags::test
