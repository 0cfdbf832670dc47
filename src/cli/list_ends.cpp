// A line of the file is one write(2), so that a killed run leaves whole lines.
#include "cli/list_ends.hpp"

#include "cli/hints.hpp"

#include <nlohmann/json.hpp>

#include <cerrno>
#include <fcntl.h>
#include <string_view>
#include <unistd.h>

namespace flags::cli {

namespace {

constexpr std::size_t most_failures_shown = 10;

std::string list_line_of(const fetch::job& what) {
    if (what.wanted_sha256.empty()) return what.url + "\t" + what.file_name + "\n";
    return nlohmann::ordered_json{
               {"url", what.url}, {"target", what.file_name}, {"sha256", what.wanted_sha256}}
               .dump() +
           "\n";
}

} // namespace

list_ends::list_ends(const std::optional<std::filesystem::path>& failed) {
    if (!failed) return;
    path_ = failed->string();
    failed_.reset(::open(failed->c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0666));
    if (!failed_) throw_errno<storage_error>(errno, "cannot write to " + path_);
}

void list_ends::add(const fetch::outcome& result, console& out) {
    if (result.kind == fetch::outcome_kind::ok) return;
    groups_.add(result);
    write(result.job);
    show(result, out);
}

void list_ends::show(const fetch::outcome& result, console& out) {
    if (spdlog::should_log(spdlog::level::info) || result.kind == fetch::outcome_kind::cancelled) return;
    if (++shown_ <= most_failures_shown)
        out.say(spdlog::level::err, "{}", with_hint(result.last.message, result));
    else if (shown_ == most_failures_shown + 1)
        out.say(spdlog::level::err,
                "further failures are only counted (-v shows each, --failed FILE keeps them)");
}

void list_ends::write(const fetch::job& what) {
    const std::string line = list_line_of(what);
    std::string_view rest = line;
    while (failed_ && !failure_ && !rest.empty()) {
        const ssize_t written = ::write(failed_.get(), rest.data(), rest.size());
        if (written > 0)
            rest.remove_prefix(static_cast<std::size_t>(written));
        else if (errno != EINTR)
            failure_ = storage_error(
                errno, path_ + " does not have all that failed: " + std::generic_category().message(errno));
    }
}

} // namespace flags::cli
