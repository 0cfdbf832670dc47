// Whatever the disk refuses, and whenever the process is killed: files are whole or as they were, and who asked is told.
#include "fetch/faults.hpp"
#include "fetch/system_calls.hpp"
#include "fetch/temp_name.hpp"
#include "support/read_file.hpp"

#include <flags/fetch/journal.hpp>
#include <flags/fetch/path_file.hpp>
#include <flags/fetch/store.hpp>

#include <doctest/doctest.h>

#include <cerrno>
#include <chrono>
#include <fstream>
#include <optional>
#include <set>
#include <string>

namespace fs = std::filesystem;
using namespace flags;
using namespace flags::fetch;
using namespace flags::test;

namespace {

// The boot's number is read by a stream, which has no errno.
bool is_told(const refused& what, const fault& with) {
    return with.call == "kill" || with.call == "read" || what.code.value() == with.error;
}

const std::string whole(3000, 'w');

// Old or new, and whole; new if nothing was refused. Parts that could not be removed go with the next sweep.
void check_saved(const fs::path& folder, const std::string& old, const std::optional<refused>& told,
                 const fault& with) {
    if (fs::exists(folder)) {
        const auto swept = sweep(folder);
        CHECK(swept.failed == 0);
    }
    const bool is_there = fs::exists(folder / "bd.png");
    const auto bytes = read_file(folder / "bd.png");
    const bool is_new = is_there && bytes == whole;
    CHECK((is_new || (is_there ? bytes == old && !old.empty() : old.empty())));
    if (!told) CHECK(is_new);
    if (told) CHECK(is_told(*told, with));
    if (fs::exists(folder)) CHECK(names_in(folder).size() == (is_there ? 1 : 0));
    // Only the flush of the folder comes after the rename.
    if (told && is_new) CHECK((with.call == "fsync" || with.call == "kill"));
}

scenario saving(const std::string& old) {
    const auto prepare = [old](const fs::path& home) {
        if (!old.empty()) store(home / "flags").save("bd.png", old);
    };
    const auto act = [](const fs::path& home) {
        store(home / "flags", {.fsync = true}).save("bd.png", whole);
    };
    const auto check = [old](const fs::path& home, const auto& told, const fault& with) {
        check_saved(home / "flags", old, told, with);
    };
    return {.prepare = prepare, .act = act, .check = check};
}

// ---- the sweep ----

scenario sweeping(sweep_result& result) {
    const auto prepare = [&result](const fs::path& home) {
        result = {};
        std::ofstream(home / "bd.png") << whole;
        for (int part = 0; part < 2; ++part)
            std::ofstream(home / new_temporary_name(this_boot())) << "half";
    };
    const auto act = [&result](const fs::path& home) { result = sweep(home); };
    const auto check = [&result](const fs::path& home, const std::optional<refused>& told,
                                 const fault& with) {
        CHECK(read_file(home / "bd.png") == whole);
        if (told) CHECK(is_told(*told, with));
        const auto left = names_in(home).size() - 1;
        if (!told) CHECK(left == 2 - result.removed);
        CHECK(result.first_failure.has_value() == (result.failed > 0));
        // What is there and may not be removed is told. A file that is gone, or of a run that lives, is no failure.
        if ((with.call == "openat" || with.call == "unlinkat" || with.call == "flock") &&
            with.error != ENOENT && with.error != EWOULDBLOCK)
            CHECK(result.failed == left);
        CHECK(sweep(home).removed == left);
        CHECK(names_in(home) == std::set<std::string>{"bd.png"});
    };
    return {.prepare = prepare, .act = act, .check = check};
}

// ---- the journal ----

outcome saved_flag(const std::string& label) {
    outcome result;
    result.job = {.label = label, .url = "http://127.0.0.1:1/" + label, .file_name = label + ".png"};
    result.kind = outcome_kind::ok;
    result.copy = saved_copy{.size = 7, .sha256 = std::string(64, 'a')};
    return result;
}

bool names(const journal_contents& past, const std::string& label) {
    return past.files.contains("http://127.0.0.1:1/" + label);
}

scenario journalling(journal::loss& lost) {
    const auto prepare = [&lost](const fs::path& home) {
        lost = {};
        journal(home / "j").write(saved_flag("BR"));
    };
    const auto act = [&lost](const fs::path& home) {
        const journal log(home / "j");
        log.write(saved_flag("CN"));
        lost = log.lost();
    };
    const auto check = [&lost](const fs::path& home, const std::optional<refused>& told, const fault& with) {
        const auto past = read_journal(home / "j");
        CHECK(names(past, "BR"));
        if (told) CHECK(is_told(*told, with));
        if (!told) CHECK(names(past, "CN") == (lost.lines == 0));
        CHECK(lost.first_failure.has_value() == (lost.lines > 0));
        if (lost.first_failure)
            CHECK(lost.first_failure->code().value() == (with.error == only_half ? ENOSPC : with.error));
        // Whatever was cut, the next line is whole.
        journal(home / "j").write(saved_flag("FR"));
        const auto later = read_journal(home / "j");
        CHECK(names(later, "BR"));
        CHECK(names(later, "FR"));
        CHECK(later.damaged == (with.error == only_half ? 1 : 0));
    };
    return {.prepare = prepare, .act = act, .check = check};
}

scenario reading(bool& has_read) {
    const auto prepare = [&has_read](const fs::path& home) {
        has_read = false;
        journal(home / "j").write(saved_flag("BR"));
    };
    const auto act = [&has_read](const fs::path& home) { has_read = names(read_journal(home / "j"), "BR"); };
    // A journal that cannot be read is never taken for one that is empty; one that is not there is.
    const auto check = [&has_read](const fs::path& /*home*/, const std::optional<refused>& told,
                                   const fault& with) {
        if (told) CHECK(told->code.value() == with.error);
        CHECK(has_read == (!told && (with.call != "open" || with.error != ENOENT)));
    };
    return {.prepare = prepare, .act = act, .check = check};
}

// ---- the memory of paths ----

auto learns(const std::string& origin) {
    return [origin](window::path_memory& memory) {
        memory.learn({.network = "n", .origin = origin},
                     {.rate = {10e6}, .round_trip = window::seconds(0.1), .answer_bytes = 12'000},
                     std::chrono::system_clock::now());
    };
}

scenario remembering() {
    const auto file_in = [](const fs::path& home) { return home / "cache" / "paths.json"; };
    const auto prepare = [=](const fs::path& home) { path_file(file_in(home)).change(learns("a")); };
    const auto act = [=](const fs::path& home) { path_file(file_in(home)).change(learns("b")); };
    const auto check = [=](const fs::path& home, const std::optional<refused>& told, const fault& with) {
        path_file file(file_in(home));
        const auto memory = file.read();
        REQUIRE(memory);
        const bool was_missing = with.call == "open" && with.error == ENOENT;
        const auto paths = (*memory)->paths().size();
        CHECK((paths == 2 || (paths == 1 && (told || was_missing))));
    };
    return {.prepare = prepare, .act = act, .check = check};
}

} // namespace

TEST_CASE("whatever call of a save fails, the file is whole or as it was, and the failure is told") {
    check_faults(saving(""), {"mkdir", "open", "faccessat", "getrandom", "openat", "flock", "fcntl", "write",
                              "fsync", "close", "renameat"});
    check_faults(saving("the old flag"), {"openat", "renameat"});
}

TEST_CASE("a process that is killed between any two calls of a save leaves the file whole or as it was") {
    check_kills(saving(""));
    check_kills(saving("the old flag"));
}

TEST_CASE("whatever call of a sweep fails, no other file is touched, and the next sweep removes the rest") {
    sweep_result result;
    check_faults(sweeping(result), {"opendir", "readdir", "fstatat", "openat", "flock", "unlinkat", "close"});
}

TEST_CASE("whatever call of a journal fails, a lost line is counted, and all others are whole") {
    journal::loss lost;
    check_faults(journalling(lost), {"open", "fstat", "pread", "write", "close"});
    check_kills(journalling(lost));
}

TEST_CASE("a journal is read whole or refused, whatever call fails") {
    bool has_read = false;
    check_faults(reading(has_read), {"open", "fstat", "read", "close"});
}

TEST_CASE("whatever call fails, the memory of paths is the old one or the new one") {
    check_faults(remembering(), {"open", "fstat", "read", "openat", "write", "renameat"});
    check_kills(remembering());
}
