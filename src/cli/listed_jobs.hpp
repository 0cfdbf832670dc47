// From a list of URLs to jobs.
#pragma once

#include "cli/command_line.hpp"

#include <flags/coro/async_generator.hpp>
#include <flags/fetch/job.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace flags::cli {

/// Lines that ask for nothing that can be fetched, by their fault: as many rows as there are faults, however many lines.
class left_out_lines {
public:
    void add(std::string_view fault, std::uint64_t number, std::string_view line);
    [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
    /// "3 lines of the list were left out: 2 × its file is that of an earlier line (the first is line 4: http://…); 1 × …"
    [[nodiscard]] std::string sentence() const;

private:
    struct row {
        std::uint64_t count = 0;
        std::uint64_t first = 0;
        std::string text{};
    };
    std::uint64_t count_ = 0;
    std::map<std::string, row, std::less<>> rows_;
};

/// A job for each line of `list` that asks for a file: the URLs of the command line, then those of the input, which is read
/// as jobs are asked for. Where files go is decided here, so two lines never have one file. The body has to be the image that the
/// file's or else the URL's extension names, if the list's options do not say otherwise.
/// Errors: storage_error; usage_error when the input is compressed. Lines with a fault are added to `left_out`.
/// Lifetime: `left_out` outlives the sequence.
[[nodiscard]] coro::async_generator<fetch::job> listed_jobs(list_options list, left_out_lines& left_out);

/// `--dry-run` of a list: "URL → FILE", a line for each job, as the list is read. Returns the exit code.
[[nodiscard]] int print_list(const get_options& options);

} // namespace flags::cli
