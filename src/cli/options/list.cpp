// A word with "://" is a URL.
#include "cli/options/list.hpp"

#include "cli/options/shared.hpp"

#include <flags/base/error.hpp>
#include <flags/catalog/path_template.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <iterator>
#include <system_error>
#include <utility>

namespace flags::cli {

namespace {

constexpr const char* any_files = "Any files";

std::string read_list(std::string_view option, std::string_view text) {
    if (text == "-") return "-";
    return read_input_file(option, text, "a list of URLs, or - for standard input").string();
}

expected_content read_expected(std::string_view option, std::string_view text) {
    if (text == "name") return expected_content::by_name;
    if (text == "image") return expected_content::image;
    if (text == "any") return expected_content::any;
    refuse(option, text, "give name, image or any");
}

bool read_collisions(std::string_view option, std::string_view text) {
    if (text != "error" && text != "suffix") refuse(option, text, "give error or suffix");
    return text == "suffix";
}

shard read_own_shard(std::string_view option, std::string_view text) {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): no thread yet
    return read_shard(option, text, [](const char* name) -> const char* { return std::getenv(name); });
}

bool is_given(const CLI::App& app, const char* name) { return app.get_option(name)->count() > 0; }

} // namespace

void add_list(CLI::App& app, list_line& line) {
    option_group group(app, any_files);
    list_options& options = line.options;
    group.value(
        "-i,--input", "FILE", options.input, read_list,
        "Download what FILE lists, - is standard input, and no flags of countries: on each line a URL, a "
        "URL, "
        "a tab and its file, or JSON with url, target and sha256; empty lines and those that begin with # "
        "are left out. It is read while files are downloaded. URLs may also be given in place of codes. "
        "--name-template is then a path below the folder, with {host}, {path}, {name}, {ext} and {n}, the "
        "line's number; {name}, the URL's last part, is the default");
    group
        .value("--expect", "KIND", options.expect, read_expected,
               "What a body has to be: name: the image that its name's extension says, if it says one; "
               "image: an "
               "image in any case; any: anything")
        ->default_str("name");
    group
        .value("--on-collision", "WHAT", options.marks_collisions, read_collisions,
               "Of two lines with one file, also if only case tells them apart, error leaves out the second, "
               "with "
               "exit code 1; suffix puts its line number behind its name")
        ->default_str("error");
    group
        .value("--per-host", "N", options.per_host, whole_number<std::size_t>(1, most_requests),
               "Files of one server under way at once, at most. Servers take turns in any case")
        ->default_str("half of the requests while there is another server");
    auto* const part =
        group.value("--shard", "I/N", options.part, read_own_shard,
                    "Take only the I-th of N parts of the list, for N machines: which part a URL is in "
                    "depends on its text alone. auto "
                    "asks the environment of a Slurm array's task; auto/N, with N tasks of Slurm, Kubernetes "
                    "(JOB_COMPLETION_INDEX), PBS or GNU parallel (PARALLEL_SEQ)");
    part->default_str("1/1");
    group
        .flag("--hosts-by-shard", line.hosts_by_shard,
              "All files of a server are in one part, so that no two machines ask it at once")
        ->needs(part);
    group.value("--failed", "FILE", options.failed, read_output_file,
                "Write what is not there at the end to FILE, which -i takes in the next run");
}

std::optional<list_options> list_in(const CLI::App& app, list_line& line, std::vector<std::string>& words,
                                    const std::optional<std::string>& names) {
    const auto is_url = [](const std::string& word) { return word.contains("://"); };
    std::ranges::copy_if(words, std::back_inserter(line.options.urls), is_url);
    std::erase_if(words, is_url);
    if (!line.options.input && line.options.urls.empty()) {
        for (const char* const name : {"--expect", "--on-collision", "--per-host", "--failed", "--shard"})
            if (is_given(app, name))
                throw usage_error(std::string(name) + ": is for any files: give -i FILE or URLs");
        return std::nullopt;
    }
    for (const char* const name : {"--all", "--every", "--limit", "--server", "--seed", "--ext", "--names"})
        if (is_given(app, name))
            throw usage_error(std::string(name) +
                              ": is for flags of countries: leave it out, or -i and the URLs");
    if (!words.empty())
        refuse("get", words.front(), "is no URL: give codes of countries, or URLs and -i, not both");
    std::error_code missing;
    if (line.options.failed && line.options.input &&
        std::filesystem::equivalent(*line.options.failed, *line.options.input, missing))
        refuse("--failed", line.options.failed->string(), "is the list itself: name another file");
    try {
        if (names) line.options.names = catalog::path_template::parse(*names);
    } catch (const usage_error& e) {
        throw usage_error(std::string("--name-template: ") + e.what());
    }
    line.options.part.by_host = line.hosts_by_shard;
    return std::move(line.options);
}

} // namespace flags::cli
