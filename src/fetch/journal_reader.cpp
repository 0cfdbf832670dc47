// Reading a journal as untrusted input.
#include "fetch/journal_line.hpp"
#include "fetch/storage_failure.hpp"

#include <flags/base/unique_fd.hpp>
#include <flags/fetch/journal.hpp>
#include <flags/fetch/store.hpp>
#include <flags/http/header.hpp>

#include <nlohmann/json.hpp>
#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdint>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace flags::fetch {
namespace {

using nlohmann::json;

constexpr std::size_t longest_line = std::size_t{64} << 10U;
constexpr std::size_t longest_url = 8'000; // RFC 9110 section 4.1
constexpr std::size_t longest_name = NAME_MAX;
constexpr std::size_t longest_path = 1'000; // of a list's target
constexpr std::string_view embedded_scheme = "embedded:";

// Text that is printed on a terminal later. C1, which some terminals execute, is U+0080 to U+009F, in UTF-8 C2 and one byte more.
bool has_control_characters(std::string_view text) {
    return std::ranges::any_of(text, [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; }) ||
           std::ranges::adjacent_find(text, [](char first, char second) {
               return first == '\xc2' && static_cast<unsigned char>(second) < 0xa0;
           }) != text.end();
}

bool is_text(std::string_view text, std::size_t longest) {
    return !text.empty() && text.size() <= longest && !has_control_characters(text);
}

bool is_target_name(std::string_view text) {
    // Hidden files are not ours, and a name that begins with "-" is an option to programs that get it from a shell's "*".
    return is_text(text, longest_name) && is_plain_file_name(text) && !text.starts_with('.') &&
           !text.starts_with('-');
}

bool is_target(std::string_view path) {
    if (path.size() > longest_path) return false;
    for (auto slash = path.find('/'); slash != std::string_view::npos; slash = path.find('/')) {
        if (!is_target_name(path.substr(0, slash))) return false;
        path.remove_prefix(slash + 1);
    }
    return is_target_name(path);
}

bool is_sha256(std::string_view text) {
    return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::optional<outcome_kind> kind_of(std::string_view word) {
    for (const auto kind :
         {outcome_kind::ok, outcome_kind::not_found, outcome_kind::failed, outcome_kind::cancelled})
        if (word == to_string(kind)) return kind;
    return std::nullopt;
}

// The text of a member; empty when it is null or missing, nothing when it is no text.
std::optional<std::string> text_of(const json& line, const char* name) {
    const auto member = line.find(name);
    if (member == line.end() || member->is_null()) return std::string();
    if (!member->is_string()) return std::nullopt;
    return member->get<std::string>();
}

std::optional<saved_copy> copy_of(const json& line) {
    const auto size = line.find("size");
    auto sha256 = text_of(line, "sha256");
    auto etag = text_of(line, "etag");
    auto last_modified = text_of(line, "last_modified");
    if (size == line.end() || !size->is_number_unsigned() || !sha256 || !is_sha256(*sha256) || !etag ||
        !http::is_header_value(*etag) || !last_modified || !http::is_header_value(*last_modified))
        return std::nullopt;
    return saved_copy{.size = size->get<std::uint64_t>(),
                      .sha256 = std::move(*sha256),
                      .validators = {.etag = std::move(*etag), .last_modified = std::move(*last_modified)}};
}

/// Adds the entry of line `number`. False when no journal writes such a line.
bool take_line(std::string_view text, std::size_t number,
               std::map<std::string, journalled_file, std::less<>>& files) {
    const json line = json::parse(text, nullptr, false);
    if (!line.is_object()) return false;
    const auto version = line.find("journal");
    auto label = text_of(line, "code");
    auto url = text_of(line, "url");
    auto target = text_of(line, "target");
    auto wanted_sha256 = text_of(line, "wanted_sha256");
    const auto outcome = text_of(line, "outcome");
    const auto kind = outcome ? kind_of(*outcome) : std::nullopt;
    if (version == line.end() || *version != journal_version || !label || !is_text(*label, longest_name) ||
        !url || !is_text(*url, longest_url) || !target || !kind || !wanted_sha256 ||
        !(wanted_sha256->empty() || is_sha256(*wanted_sha256)) ||
        !(is_target(*target) || (target->empty() && kind != outcome_kind::ok)))
        return false;
    auto copy = *kind == outcome_kind::ok ? copy_of(line) : std::nullopt;
    if (*kind == outcome_kind::ok && !copy) return false;

    journalled_file& file = files[std::move(*url)];
    // A failure leaves the file as it was.
    if (!copy && (target->empty() || *target == file.target)) {
        *target = std::move(file.target);
        copy = std::move(file.copy);
    }
    file = {.label = std::move(*label),
            .target = std::move(*target),
            .wanted_sha256 = std::move(*wanted_sha256),
            .last = *kind,
            .copy = std::move(copy),
            .line = number};
    return true;
}

/// Splits bytes into lines, never holding more than one of them.
class line_reader {
public:
    explicit line_reader(const std::filesystem::path& file)
        : path_(file), file_(::open(file.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)) {
        struct stat facts{};
        if (!file_) {
            const int failure = errno;
            if (failure == ENOENT) return;
            throw storage_failure(failure, "open the journal", path_.native());
        }
        if (::fstat(file_.get(), &facts) != 0)
            throw storage_failure(errno, "open the journal", path_.native());
        if (!S_ISREG(facts.st_mode))
            throw usage_error(path_.string() + " is not a file: give a journal, for example flags.jsonl");
    }

    /// False at the end of the file.
    bool next() {
        line_.clear();
        is_too_long_ = false;
        bool any = false;
        while (begin_ != end_ || fill()) {
            any = true;
            const auto* const newline = std::find(begin_, end_, '\n');
            if (line_.size() + static_cast<std::size_t>(newline - begin_) <= longest_line)
                line_.append(begin_, newline);
            else
                is_too_long_ = true;
            const bool ended = newline != end_;
            begin_ = ended ? newline + 1 : end_;
            if (ended) break;
        }
        return any;
    }

    [[nodiscard]] const std::string& line() const noexcept { return line_; }
    [[nodiscard]] bool is_too_long() const noexcept { return is_too_long_; }

private:
    bool fill() {
        ssize_t count = 0;
        do
            count = file_ ? ::read(file_.get(), buffer_.data(), buffer_.size()) : 0;
        while (count < 0 && errno == EINTR);
        if (count < 0) throw storage_failure(errno, "read the journal", path_.native());
        begin_ = buffer_.data();
        end_ = begin_ + count;
        return count > 0;
    }

    std::filesystem::path path_;
    unique_fd file_; // none when there is no such file
    std::array<char, longest_line> buffer_{};
    const char* begin_ = nullptr;
    const char* end_ = nullptr;
    std::string line_;
    bool is_too_long_ = false;
};

// A killed run may have left no more than a part of its first line.
bool begins_a_journal(std::string_view first_line) {
    const std::size_t common = std::min(first_line.size(), line_start.size());
    return first_line.substr(0, common) == line_start.substr(0, common);
}

} // namespace

journal_contents read_journal(const std::filesystem::path& file, std::size_t most_urls) {
    journal_contents read;
    line_reader lines(file);
    bool is_first = true;
    bool is_journal = true;
    for (std::size_t number = 1; lines.next(); ++number) {
        if (lines.line().empty() && !lines.is_too_long()) continue;
        if (std::exchange(is_first, false)) is_journal = begins_a_journal(lines.line());
        if (!lines.is_too_long() && take_line(lines.line(), number, read.files)) {
            if (read.files.size() > most_urls)
                throw usage_error(fmt::format("{} names more than {} URLs: split it into several journals",
                                              file.string(), most_urls));
        } else if (read.damaged++ == 0) {
            read.first_damaged = number;
        }
    }
    if (!is_journal && read.files.empty() && read.damaged > 0)
        throw usage_error(file.string() +
                          " is something else than a journal: give another file, for example flags.jsonl");
    return read;
}

std::string to_journal_url(std::string_view url, std::string_view own_origin) {
    if (own_origin.empty() || !url.starts_with(own_origin) || !url.substr(own_origin.size()).starts_with('/'))
        return std::string(url);
    return std::string(embedded_scheme).append(url.substr(own_origin.size()));
}

bool is_embedded_url(std::string_view journal_url) noexcept {
    // Without the slash what follows would go on with the port of the server's own address.
    return journal_url.starts_with(embedded_scheme) &&
           journal_url.substr(embedded_scheme.size()).starts_with('/');
}

std::string from_journal_url(std::string_view journal_url, std::string_view own_origin) {
    if (!is_embedded_url(journal_url)) return std::string(journal_url);
    return std::string(own_origin).append(journal_url.substr(embedded_scheme.size()));
}

} // namespace flags::fetch
