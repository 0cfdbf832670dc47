// The options of `flags get` and `flags retry`. What CLI11 cannot check by itself is checked here, so that a command is right or refused
// before anything is done.
#include "cli/options/commands.hpp"
#include "cli/options/list.hpp"
#include "cli/options/shared.hpp"

#include <flags/base/error.hpp>
#include <flags/catalog/url_template.hpp>

#include <chrono>
#include <cstdint>
#include <memory>

namespace flags::cli {

namespace {

constexpr help_row get_examples[] = {
    {.left = "flags CN fr b -l 5", .right = "codes and initials, at most five"},
    {.left = "flags --all -m 100", .right = "every country of ISO 3166-1"},
    {.left = "flags -s REMOTE", .right = "from the original site (https, gif)"},
    {.left = "flags -s 'https://example.org/{CC}.svg' --ext svg", .right = "from anywhere"},
    {.left = "flags get -i urls.txt --journal j.jsonl", .right = "any files, in a list of any length"},
    {.left = "flags --names", .right = "files called United_States.png, ..."},
    {.left = "flags -a --journal j.jsonl", .right = "the next such run asks only for what has changed"},
    {.left = "flags CN --json - | jq .counts", .right = "the report on standard output"},
};

constexpr help_row retry_examples[] = {
    {.left = "flags -a -s ERROR --journal j.jsonl", .right = "a run that fails in part"},
    {.left = "flags retry j.jsonl", .right = "the rest of it, once more"},
};

// What is not in its final form before all is known.
struct get_line {
    catalog::selection wanted;
    std::string server = "LOCAL";
    std::uint64_t seed = 0;
    std::optional<std::string> extension;
    std::optional<std::string> name_template;
    bool names = false;
    list_line list{};
    get_options options;
};

void choose_server(get_line& line) {
    using namespace std::chrono_literals;
    get_options& options = line.options;
    const std::string label = lower(line.server);
    if (label != "local" && label != "delay" && label != "error") {
        options.server = real_server(line.server);
        options.extension = line.extension.value_or("gif");
        return;
    }
    options.server = label == "local" ? "LOCAL" : label == "delay" ? "DELAY" : "ERROR";
    options.extension = line.extension.value_or("png");
    options.client.environment_proxy = false; // a proxy cannot reach this process's own loopback server
    origin::options& server = options.embedded.emplace();
    server.seed = line.seed;
    if (label != "local") { // the book's slow_server.py
        server.min_delay = 500ms;
        server.max_delay = 5s;
    }
    if (label == "error") server.error_rate = 0.25;
}

// After server and codes are known.
void choose_names(get_line& line) {
    get_options& options = line.options;
    const std::string option = line.names ? "--names" : "--name-template";
    try {
        if (line.names || line.name_template)
            options.names = catalog::name_template::parse(line.names ? "{country}" : *line.name_template);
        if (options.names.asks_for_country() && !options.embedded)
            static_cast<void>(catalog::url_template::parse(options.server)
                                  .metadata_url_for(options.codes.front(), options.extension));
    } catch (const usage_error& e) {
        throw usage_error(option + ": " + e.what());
    }
    if (options.codes.size() > 1 && !options.names.tells_flags_apart())
        refuse(option, *line.name_template, "gives all flags one name: use {cc}, {CC} or {country} in it");
}

command finish(const CLI::App& app, get_line& line) {
    get_options& options = line.options;
    options.list = list_in(app, line.list, line.wanted.words, line.name_template);
    if (options.list) {
        options.server.clear();
    } else {
        options.codes = codes_of(line.wanted);
        choose_server(line);
        choose_names(line);
    }
    trust_as_curl(options.client);
    if (!options.journal) options.journal = options.resume;
    return options;
}

std::filesystem::path read_new_journal(std::string_view option, std::string_view text) {
    const std::filesystem::path file = text;
    if (!file.has_filename() || is_folder(file)) refuse(option, text, "give a file, for example flags.jsonl");
    return file;
}

std::filesystem::path read_old_journal(std::string_view option, std::string_view text) {
    return read_input_file(option, text, "what --journal wrote, for example flags.jsonl");
}

void add_what(CLI::App& app, get_line& line) {
    option_group group(app, what_to_fetch);
    add_selection(group, line.wanted);
    group.value("-s,--server", "SERVER", line.server, read_text,
                "LOCAL: real flags from Debian's packages, served by this process on a free loopback port; "
                "DELAY: the same, 0.5 to 5 seconds late; ERROR: late, and a quarter of the answers are 418; "
                "REMOTE: the original site; or http[s]://host[:port]/path with flags at "
                "{base}/{cc}/{cc}.{ext}, or a URL template with {cc} or {CC}");
    group.value("--seed", "N", line.seed, read_seed,
                "What DELAY and ERROR draw from: the same seed gives the same delays and errors");
    add_extension(group, line.extension, "png from the embedded server, else gif");
}

void add_saving(CLI::App& app, get_line& line) {
    option_group group(app, saving);
    auto* const named = group.value(
        "--name-template", "NAME", line.name_template, read_text,
        "Names of the files, without their extension: {cc}, {CC} and {country} stand for the code in lower "
        "and upper case and for the country's name, which takes a second request for each flag, to "
        "metadata.json in its folder");
    named->default_str("{CC}");
    group
        .flag("--names", line.names,
              "Short for --name-template '{country}': United_States.png; a code is added to the second of "
              "two countries with the same name")
        ->excludes(named);
    auto* const journal = group.value(
        "--journal", "FILE", line.options.journal, read_new_journal,
        "Add a JSON line to FILE for each attempt. A flag that FILE lists, and whose file has not changed "
        "since, is requested only if it is newer on the server (ETag, Last-Modified); its code is printed "
        "only if it is");
    auto* const resume = group.value(
        "--resume", "FILE", line.options.resume, read_old_journal,
        "Continue the run that wrote the journal FILE: flags that it lists as done, and whose files have not "
        "changed since, are not requested. Adds to FILE, too, unless --journal names another");

    option_group shown(app, output);
    auto* const dry_run = shown.flag("--dry-run", line.options.dry_run,
                                     "Print the plan, URL and file, and do nothing. The embedded server is "
                                     "not started then and shows as http://127.0.0.1:0/flags");
    dry_run->excludes(journal)->excludes(resume);
    dry_run->excludes(app.get_option("--json"));
}

std::function<command()> declare_get(CLI::App& app) {
    const auto line = std::make_shared<get_line>();
    add_what(app, *line);
    add_list(app, line->list);
    add_transfer(app, line->options);
    add_saving(app, *line);
    return [line, &app] { return finish(app, *line); };
}

std::function<command()> declare_retry(CLI::App& app) {
    const auto options = std::make_shared<get_options>();
    options->retry = true;
    options->server.clear();
    const auto journal = std::make_shared<std::string>();
    option_group(app, what_to_fetch)
        .words("FILE", *journal,
               "A journal: what failed or was cancelled in its last attempt is requested again, from where "
               "and under the name that FILE says, and FILE is added to. What its server does not have is "
               "left alone. Flags of an embedded server come from a LOCAL one")
        ->required();
    add_transfer(app, *options);
    return [options, journal]() -> command {
        options->journal = read_old_journal("retry", *journal);
        trust_as_curl(options->client);
        return *options;
    };
}

} // namespace

const command_description get_command = {.name = "get",
                                         .summary = "Download flags (the default command)",
                                         .usage = "[CC...|URL...]",
                                         .examples = get_examples,
                                         .exit_codes = download_exits,
                                         .declare = declare_get};

const command_description retry_command = {.name = "retry",
                                           .summary = "Download again what a journal lists as failed",
                                           .usage = "FILE",
                                           .examples = retry_examples,
                                           .exit_codes = download_exits,
                                           .declare = declare_retry};

} // namespace flags::cli
