// Writing a journal: a line is made in memory and handed to the kernel in one call.
#include "fetch/journal_line.hpp"
#include "fetch/storage_failure.hpp"

#include <flags/base/rfc3339.hpp>
#include <flags/base/unique_fd.hpp>
#include <flags/fetch/journal.hpp>

#include <nlohmann/json.hpp>
#include <spdlog/fmt/fmt.h>

#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <mutex>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace flags::fetch {
namespace {

using nlohmann::ordered_json;

ordered_json text_or_null(const std::string& text) {
    return text.empty() ? ordered_json(nullptr) : ordered_json(text);
}

std::string line_of(const outcome& result, std::string_view own_origin) {
    const bool is_saved = result.kind == outcome_kind::ok && result.copy.has_value();
    const saved_copy copy = is_saved ? *result.copy : saved_copy{};
    const bool is_named = is_saved || !result.job.named_by;
    ordered_json line = {
        {"journal", journal_version},
        {"time", rfc3339(std::chrono::system_clock::now())},
        {"code", result.job.label},
        {"url", to_journal_url(result.job.url, own_origin)},
        {"target", is_named ? ordered_json(result.job.file_name) : ordered_json(nullptr)},
        {"attempt", result.attempts()},
        {"outcome", to_string(result.kind)},
        {"status", result.last.status != 0 ? ordered_json(result.last.status) : ordered_json(nullptr)},
        {"bytes", result.last.bytes},
        {"size", is_saved ? ordered_json(copy.size) : ordered_json(nullptr)},
        {"sha256", text_or_null(copy.sha256)},
        {"etag", text_or_null(copy.validators.etag)},
        {"last_modified", text_or_null(copy.validators.last_modified)},
        {"cause", text_or_null(result.last.cause)},
        {"message", text_or_null(result.last.message)}};
    if (!result.job.wanted_sha256.empty()) line["wanted_sha256"] = result.job.wanted_sha256;
    // Names of files and messages may hold any bytes; JSON may not.
    return line.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

bool ends_a_line(int file, off_t size, const std::filesystem::path& path) {
    char last = '\n';
    if (size > 0 && ::pread(file, &last, 1, size - 1) < 0)
        throw storage_failure(errno, "read the journal", path.native());
    return last == '\n';
}

} // namespace

struct journal::state {
    unique_fd file;
    std::filesystem::path path;
    std::string own_origin;
    std::mutex mutex{};
    bool is_cut = false; // the last line has no end; under mutex, as is the loss
    loss lost{};
};

journal::journal(const std::filesystem::path& file, std::string own_origin) {
    // Without O_NONBLOCK a named pipe would wait for a reader.
    unique_fd opened(::open(file.c_str(), O_RDWR | O_APPEND | O_CREAT | O_NONBLOCK | O_CLOEXEC, 0666));
    struct stat facts{};
    if (!opened || ::fstat(opened.get(), &facts) != 0)
        throw storage_failure(errno, "open the journal", file.native());
    if (!S_ISREG(facts.st_mode))
        throw usage_error(file.string() +
                          " is not a file: give one for the journal, for example flags.jsonl");
    const bool is_cut = !ends_a_line(opened.get(), facts.st_size, file);
    state_ = std::make_shared<state>(std::move(opened), file, std::move(own_origin));
    state_->is_cut = is_cut;
}

void journal::write(const outcome& result) const {
    std::string line = line_of(result, state_->own_origin);
    const std::scoped_lock lock(state_->mutex);
    if (state_->is_cut) line.insert(0, 1, '\n');
    ssize_t written = -1;
    do
        written = ::write(state_->file.get(), line.data(), line.size());
    while (written < 0 && errno == EINTR);
    if (std::cmp_equal(written, line.size())) {
        state_->is_cut = false;
        return;
    }
    // A regular file takes less than it is given when there is no room for more (write(2)).
    const int failure = written < 0 ? errno : ENOSPC;
    if (written > 0) state_->is_cut = true;
    ++state_->lost.lines;
    if (!state_->lost.first_failure)
        state_->lost.first_failure = storage_failure(failure, "write to the journal", state_->path.native());
}

journal::loss journal::lost() const {
    const std::scoped_lock lock(state_->mutex);
    return state_->lost;
}

} // namespace flags::fetch
