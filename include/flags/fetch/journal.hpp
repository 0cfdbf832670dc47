// The outcome of each attempt as one JSON line, so that a later run can continue where this one ended.
#pragma once

#include <flags/base/error.hpp>
#include <flags/fetch/outcome.hpp>
#include <flags/fetch/saved_copy.hpp>

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace flags::fetch {

/// Appends to a journal. A line is written after the file that it records and before the outcome is handed out: a journal
/// never claims a file that is not on disk, also after kill -9.
///
/// Owns: a descriptor of the file. Copies share it.
/// Units/limits: one write(2) with O_APPEND for each line, without a buffer, so that several runs may share a journal on
/// a local file system (write(2)).
/// Threads: any. write() blocks.
class journal {
public:
    /// Makes the file if it is missing. A last line that a killed run left without its end is ended. The server of this
    /// process has another port in every run: with its `own_origin` ("http://127.0.0.1:45678") its URLs are written as
    /// to_journal_url() says.
    /// Errors: storage_error when the file cannot be opened or written to; usage_error when it is no regular file.
    explicit journal(const std::filesystem::path& file, std::string own_origin = {});

    /// The line records the last attempt; its number is 0 for a job that was cancelled before its first.
    /// Errors: none but std::bad_alloc; a line that cannot be written is counted.
    void write(const outcome& result) const;

    struct loss {
        std::size_t lines = 0;
        std::optional<storage_error> first_failure{};
    };
    /// Lines that could not be written so far.
    [[nodiscard]] loss lost() const;

private:
    struct state;
    std::shared_ptr<state> state_;
};

/// The last entry of a journal for one URL.
struct journalled_file {
    std::string label;
    std::string target;        ///< empty when the file has no name yet: its server was to choose it
    std::string wanted_sha256; ///< see job
    /// The outcome of the last attempt.
    outcome_kind last = outcome_kind::cancelled;
    /// The target as it was last saved from this URL. Empty if it never was.
    std::optional<saved_copy> copy{};
    std::size_t line = 0; ///< the number of the last line about it, from 1
};

struct journal_contents {
    std::map<std::string, journalled_file, std::less<>> files{}; ///< by URL as to_journal_url() wrote it
    std::size_t damaged = 0;       ///< lines that this program does not write, or that were cut
    std::size_t first_damaged = 0; ///< the number of the first of them, from 1; 0 if there is none
};

/// Reads a journal, which may hold anything: a target is the plain name of a file, or a path of such names, none of which is hidden or like an option ("-"); a label has no
/// control characters, validators are http::is_header_value(). URLs are not checked. A file that does not exist is an
/// empty journal.
/// Units/limits: 64 KiB for a line, 8000 characters for a URL; `most_urls`, each of which takes about 600 bytes of memory.
/// Errors: storage_error when the file cannot be read; usage_error when it is no regular file, is something else than a
/// journal, or names more URLs.
[[nodiscard]] journal_contents read_journal(const std::filesystem::path& file,
                                            std::size_t most_urls = 100'000);

/// "embedded:/path" for a URL below `own_origin`; any other URL as it is.
[[nodiscard]] std::string to_journal_url(std::string_view url, std::string_view own_origin);

/// Whether a URL of a journal belongs to a server that was part of the process.
[[nodiscard]] bool is_embedded_url(std::string_view journal_url) noexcept;

/// The reverse of to_journal_url().
[[nodiscard]] std::string from_journal_url(std::string_view journal_url, std::string_view own_origin);

} // namespace flags::fetch
