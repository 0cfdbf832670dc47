// A file that may be anybody's work is opened without following or waiting, and looked at before it is read.
#include "fetch/storage_failure.hpp"

#include <flags/base/unique_fd.hpp>
#include <flags/fetch/path_file.hpp>
#include <flags/fetch/store.hpp>

#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace flags::fetch {

namespace {

namespace fs = std::filesystem;

// Each path takes up to 1 kB with names of the greatest length.
constexpr std::size_t largest_file = std::size_t{2'048} * window::path_memory::most_paths;

constexpr mode_t owner_only = 0600;
constexpr mode_t folder_of_owner = 0700;

std::optional<fs::path> absolute_path_in(const char* variable) {
    const char* const text = std::getenv(variable); // NOLINT(concurrency-mt-unsafe): nothing changes it
    if (text == nullptr || !fs::path(text).is_absolute()) return std::nullopt;
    return text;
}

// Why it is not read; empty when nothing speaks against it.
std::string_view fault_of(const struct stat& file) {
    if (!S_ISREG(file.st_mode)) return "is no regular file";
    if (file.st_uid != ::geteuid()) return "belongs to another user";
    if ((file.st_mode & (S_IWGRP | S_IWOTH)) != 0) return "can be written to by others";
    if (static_cast<std::size_t>(file.st_size) > largest_file) return "is too large";
    return {};
}

// Of a file that nobody writes to: what it was when it was looked at.
std::expected<std::string, int> text_of_file(int descriptor, std::size_t size) {
    std::string text(size, '\0');
    std::size_t length = 0;
    while (length < text.size()) {
        const ssize_t count = ::read(descriptor, text.data() + length, text.size() - length);
        if (count < 0 && errno != EINTR) return std::unexpected(errno);
        if (count == 0) break;
        if (count > 0) length += static_cast<std::size_t>(count);
    }
    text.resize(length);
    return text;
}

void make_private_folders(const fs::path& folder) {
    fs::path made;
    for (const auto& part : folder) {
        made /= part;
        struct stat known{};
        if (::stat(made.c_str(), &known) == 0) continue;
        if (::mkdir(made.c_str(), folder_of_owner) != 0 && errno != EEXIST)
            throw storage_failure(errno, "create the folder", made.native());
    }
}

} // namespace

std::optional<fs::path> usual_path_file() {
    auto caches = absolute_path_in("XDG_CACHE_HOME");
    if (const auto home = absolute_path_in("HOME"); !caches && home) caches = *home / ".cache";
    if (!caches) return std::nullopt;
    return *caches / "flags" / "paths.json";
}

std::expected<const window::path_memory*, std::string> path_file::read() {
    const auto refused = [this](std::string_view why) {
        return std::unexpected(file_.native() + " " + std::string(why));
    };
    const auto unreadable = [this](int error) {
        return std::unexpected(std::string(storage_failure(error, "read", file_.native()).what()));
    };
    const auto read_as = [this](window::path_memory memory, std::optional<version> of) {
        memory_ = std::move(memory);
        of_ = of;
        return &memory_;
    };
    const unique_fd opened(::open(file_.c_str(), O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC));
    if (!opened && errno == ENOENT) return read_as({}, std::nullopt);
    if (!opened && errno == ELOOP) return refused("is a symbolic link");
    if (!opened) return unreadable(errno);
    struct stat facts{};
    if (::fstat(opened.get(), &facts) != 0) return unreadable(errno);
    if (const auto fault = fault_of(facts); !fault.empty()) return refused(fault);
    const version found{.device = facts.st_dev,
                        .inode = facts.st_ino,
                        .seconds = facts.st_mtim.tv_sec,
                        .nanoseconds = facts.st_mtim.tv_nsec,
                        .size = facts.st_size};
    if (of_ == found) return &memory_;
    const auto text = text_of_file(opened.get(), static_cast<std::size_t>(facts.st_size));
    if (!text) return unreadable(text.error());
    if (text->empty()) return read_as({}, found);
    auto memory = window::parse_path_memory(*text);
    if (!memory) return refused("holds something else, or comes from another version");
    return read_as(*std::move(memory), found);
}

void path_file::change(const std::function<void(window::path_memory&)>& change) {
    const auto memory = read();
    if (!memory) throw storage_error(EEXIST, memory.error());
    of_.reset();
    change(memory_);
    const fs::path folder = file_.has_parent_path() ? file_.parent_path() : fs::path(".");
    make_private_folders(folder);
    store(folder, {.permissions = owner_only}).save(file_.filename(), window::to_json(memory_));
}

} // namespace flags::fetch
