// The options of `flags get`. What CLI11 cannot check by itself is checked here, so that a command is right or refused
// before anything is done.
#include "cli/option_values.hpp"
#include "cli/texts.hpp"

#include <flags/base/error.hpp>
#include <flags/catalog/countries.hpp>
#include <flags/catalog/selection.hpp>
#include <flags/catalog/url_template.hpp>
#include <flags/fetch/content.hpp>

#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <string_view>
#include <unistd.h>
#include <utility>

namespace flags::cli {

namespace {

void choose_server(const get_texts& text, get_options& options) {
    using namespace std::chrono_literals;
    const std::string label = lower(text.server);
    const auto seed = integer_of<std::uint64_t>("--seed", text.seed, 0, UINT64_MAX,
                                                "give a whole number of at most 64 bits");
    options.server = text.server;
    if (label == "local" || label == "delay" || label == "error") {
        options.server = label == "local" ? "LOCAL" : label == "delay" ? "DELAY" : "ERROR";
        origin::options& server = options.embedded.emplace();
        server.seed = seed;
        if (label != "local") { // the book's slow_server.py
            server.min_delay = 500ms;
            server.max_delay = 5s;
        }
        if (label == "error") server.error_rate = 0.25;
        return;
    }
    if (label == "remote") options.server = catalog::original_site;
    check_server(options.server);
}

// After server and codes are known.
void choose_names(const get_texts& text, get_options& options) {
    if (text.names && text.name_template)
        refuse("--name-template", *text.name_template, "contradicts --names: give one of the two");
    const std::string option = text.names ? "--names" : "--name-template";
    try {
        if (text.names || text.name_template)
            options.names = catalog::name_template::parse(text.names ? "{country}" : *text.name_template);
        if (options.names.asks_for_country() && !options.embedded)
            static_cast<void>(catalog::url_template::parse(options.server)
                                  .metadata_url_for(options.codes.front(), options.extension));
    } catch (const usage_error& e) {
        throw usage_error(option + ": " + e.what());
    }
    if (options.codes.size() > 1 && !options.names.tells_flags_apart())
        refuse(option, *text.name_template, "gives all flags one name: use {cc}, {CC} or {country} in it");
}

void choose_journal(const get_texts& text, get_options& options) {
    if (text.resume) {
        options.resume = *text.resume;
        if (is_folder(*text.resume) || ::access(text.resume->c_str(), R_OK) != 0)
            refuse("--resume", *text.resume,
                   "cannot be read: give what --journal wrote, for example flags.jsonl");
    }
    const auto& file = text.journal ? text.journal : text.resume;
    if (!file) return;
    const char* const option = text.journal ? "--journal" : "--resume";
    options.journal = *file;
    if (!options.journal->has_filename() || is_folder(*file))
        refuse(option, *file, "give a file, for example flags.jsonl");
    if (text.dry_run) refuse(option, *file, "is for a run that downloads: leave it or --dry-run out");
}

} // namespace

void check_server(const std::string& text) {
    try {
        static_cast<void>(catalog::url_template::parse(text));
    } catch (const usage_error& e) {
        throw usage_error(std::string("--server: ") + e.what());
    }
}

std::string extension_from(const std::optional<std::string>& text, std::string_view usual) {
    std::string extension = lower(text.value_or(std::string(usual)));
    if (!fetch::media_type_from_extension(extension) || extension.starts_with('.'))
        refuse("--ext", extension, "give gif, png, jpg, jpeg, webp or svg");
    return extension;
}

std::vector<catalog::country_code> codes_from(const selection_texts& text) {
    if (text.all && text.every) refuse("--all", "", "contradicts --every: give one of the two");
    if ((text.all || text.every) && !text.words.empty())
        refuse(text.all ? "--all" : "--every", text.words.front(), "takes no codes beside it");
    catalog::selection wanted{.words = text.words, .all = text.all, .every = text.every};
    if (text.limit)
        wanted.limit = integer_of<std::size_t>("--limit", *text.limit, 1, 676, "give a number from 1 to 676");
    return catalog::select(wanted, [] { return catalog::countries().codes(); });
}

void describe(CLI::App& app, selection_texts& text) {
    app.add_option("CC", text.words,
                   "Countries by their ISO 3166-1 codes, or one letter for all codes that begin with it; any "
                   "case; the 20 most populous without any");
    app.add_flag("-a,--all", text.all, "Every country of ISO 3166-1");
    app.add_flag("-e,--every", text.every, "AA to ZZ, also codes that no country has");
    app.add_option("-l,--limit", text.limit, "At most so many, the first by alphabet")->type_name("N");
}

void describe(CLI::App& app, get_texts& text) {
    describe(app, static_cast<selection_texts&>(text));
    app.add_option(
           "-s,--server", text.server,
           "LOCAL: real flags from Debian's packages, served by this process on a free loopback port; "
           "DELAY: the same, 0.5 to 5 s late; ERROR: late, and a quarter of the answers are 418; "
           "REMOTE: the original site; or http[s]://host[:port]/path with flags at "
           "{base}/{cc}/{cc}.{ext}, or a URL template with {cc} or {CC}")
        ->type_name("SERVER")
        ->capture_default_str();
    app.add_option("--seed", text.seed, "What DELAY and ERROR draw from: the same seed gives the same fates")
        ->type_name("N")
        ->capture_default_str();
    app.add_option("--ext", text.extension,
                   "Kind of image: gif, png, jpg, jpeg, webp or svg [png from the embedded server, else gif]")
        ->type_name("EXT");
    app.add_option(
           "--name-template", text.name_template,
           "Names of the files, without their extension: {cc}, {CC} and {country} stand for the code in "
           "lower "
           "and upper case and for the country's name, which takes a second request for each flag, to "
           "metadata.json in its folder [{CC}]")
        ->type_name("NAME");
    app.add_flag(
        "--names", text.names,
        "Short for --name-template '{country}': United_States.png; two countries of one name are told apart "
        "by their codes");
    app.add_flag(
        "--dry-run", text.dry_run,
        "Print what would be done, URL and file, and do nothing; the embedded server, which does not run "
        "then, shows as http://127.0.0.1:0/flags");
    app.add_option(
           "--journal", text.journal,
           "Add a JSON line for each attempt. A flag that FILE knows, and that is still there byte for byte, "
           "is "
           "asked for only if it has changed (ETag, Last-Modified); its code is printed only if it has")
        ->type_name("FILE");
    app.add_option(
           "--resume", text.resume,
           "Go on where the run that wrote this journal ended: flags that it says are done, and that are "
           "still "
           "there byte for byte, are not asked for; adds to FILE, too, unless --journal names another")
        ->type_name("FILE");
    describe(app, static_cast<transfer_texts&>(text));
}

get_options options_from(const get_texts& text) {
    get_options options;
    options.codes = codes_from(text);
    choose_server(text, options);
    const bool embedded = options.embedded.has_value();
    options.extension = extension_from(text.extension, embedded ? "png" : "gif");

    choose_names(text, options);
    options.dry_run = text.dry_run;
    if (text.json && text.dry_run)
        refuse("--json", *text.json, "is written after a run: leave it or --dry-run out");
    apply(text, options);
    choose_journal(text, options);
    options.client.environment_proxy = !embedded; // a proxy cannot reach this process's own loopback server
    return options;
}

} // namespace flags::cli
