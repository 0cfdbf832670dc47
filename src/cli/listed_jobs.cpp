// Each line is judged by itself, and then against the ones before it.
#include "cli/listed_jobs.hpp"

#include "cli/exit_code.hpp"
#include "cli/input_lines.hpp"
#include "cli/standard_output.hpp"

#include <flags/aio/interrupt.hpp>
#include <flags/aio/run.hpp>
#include <flags/base/error.hpp>
#include <flags/catalog/list_line.hpp>
#include <flags/catalog/path_template.hpp>
#include <flags/catalog/unique_paths.hpp>
#include <flags/coro/cancelled.hpp>
#include <flags/fetch/content.hpp>

#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>

#include <filesystem>
#include <optional>
#include <stop_token>
#include <utility>

namespace flags::cli {

namespace {

constexpr std::size_t most_shown_of_a_line = 80;
constexpr std::string_view gzip_signature = "\x1f\x8b";

std::optional<fetch::media_type> type_in(const std::filesystem::path& name) {
    return fetch::media_type_from_extension(name.extension().string());
}

class listed_names {
public:
    explicit listed_names(const list_options& list) : how_(list.names), marks_(list.marks_collisions) {}

    /// The file of a line; empty when an earlier line has it.
    std::string name_for(const catalog::list_entry& entry, std::uint64_t number) {
        std::string name = entry.target.empty() ? how_.path_for(entry.url, number) : entry.target;
        if (name.size() > catalog::longest_path || taken_.add(name)) return name;
        const std::string mark = "_" + std::to_string(number);
        // A name with the line's number in it is taken only by one that was made to look like it.
        if (marks_)
            for (const char* const again : {"", "_2", "_3"})
                if (auto marked = catalog::with_mark(name, mark + again); taken_.add(marked)) return marked;
        return {};
    }

private:
    catalog::path_template how_;
    bool marks_;
    catalog::unique_paths taken_;
};

fetch::job job_of(catalog::list_entry entry, std::string file, expected_content expect) {
    std::optional<fetch::media_type> type;
    if (expect != expected_content::any) type = type_in(file);
    if (expect != expected_content::any && !type) type = type_in(entry.url.substr(0, entry.url.find('?')));
    return {.label = file.substr(file.rfind('/') + 1),
            .url = std::move(entry.url),
            .file_name = std::move(file),
            .expected = type,
            .any_image = expect == expected_content::image,
            .wanted_sha256 = std::move(entry.sha256)};
}

// Of the command line, then of the input.
coro::async_generator<std::string> lines_in(std::vector<std::string> urls, std::optional<std::string> input) {
    for (auto& url : urls)
        co_yield std::move(url);
    if (!input) co_return;
    auto lines = lines_of(*input, catalog::longest_list_line + 1);
    bool is_first = true;
    while (auto line = co_await lines.next()) {
        if (std::exchange(is_first, false) && line->starts_with(gzip_signature))
            throw usage_error(*input + " is compressed: zcat FILE | flags get -i -");
        co_yield std::move(*line);
    }
}

coro::task<> print_jobs(const get_options& options, left_out_lines& left_out, std::stop_source stop) {
    const aio::interrupt on_signal(std::move(stop));
    auto jobs = listed_jobs(*options.list, left_out);
    standard_output out;
    try {
        while (!out.reader_gone()) {
            const auto each = co_await jobs.next();
            if (!each) break;
            out.write(each->url + " → " + (options.output_dir / each->file_name).string() + "\n");
        }
    } catch (const coro::cancelled&) {
        spdlog::warn("interrupted: the rest of the list is left out");
    }
}

} // namespace

void left_out_lines::add(std::string_view fault, std::uint64_t number, std::string_view line) {
    ++count_;
    auto known = rows_.find(fault);
    if (known == rows_.end())
        known = rows_
                    .emplace(fault, row{.count = 0,
                                        .first = number,
                                        .text = std::string(line.substr(0, most_shown_of_a_line))})
                    .first;
    ++known->second.count;
}

std::string left_out_lines::sentence() const {
    std::string text = fmt::format("{} {} of the list {} left out:", count_, count_ == 1 ? "line" : "lines",
                                   count_ == 1 ? "was" : "were");
    std::string_view separator = " ";
    for (const auto& [fault, its] : rows_) {
        text += fmt::format("{}{} × {} (the first is line {}: {})", separator, its.count, fault, its.first,
                            its.text);
        separator = "; ";
    }
    return text;
}

coro::async_generator<fetch::job> listed_jobs(list_options list, left_out_lines& left_out) {
    auto lines = lines_in(std::move(list.urls), std::move(list.input));
    listed_names names(list);
    std::uint64_t number = 0;
    while (auto line = co_await lines.next()) {
        ++number;
        auto entry = catalog::parse_list_line(*line);
        if (!entry) {
            left_out.add(entry.error(), number, *line);
            continue;
        }
        if (!*entry) continue;
        std::string name = names.name_for(**entry, number);
        if (name.empty())
            left_out.add("its file is that of an earlier line, or one is a folder of the other", number,
                         *line);
        else if (name.size() > catalog::longest_path)
            left_out.add("its target is longer than 1000 bytes", number, *line);
        else if (list.part.has((*entry)->url)) // other parts' files are known, so that all agree on the names
            co_yield job_of(**std::move(entry), std::move(name), list.expect);
    }
}

int print_list(const get_options& options) {
    left_out_lines left_out;
    const std::stop_source stop;
    aio::run(print_jobs(options, left_out, stop), stop.get_token());
    if (left_out.count() > 0) spdlog::error("{}", left_out.sentence());
    if (stop.stop_requested()) return stopped_by_signal;
    return left_out.count() > 0 ? some_failed : all_ok;
}

} // namespace flags::cli
