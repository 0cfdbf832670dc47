// An option's values are what its own check accepts by name; a test asks it of each.
#include "manual/declared.hpp"

#include "cli/options/commands.hpp"
#include "netlab/profiles.hpp"
#include "report/text_layout.hpp"

#include <flags/base/error.hpp>
#include <flags/catalog/countries.hpp>

#include <CLI/App.hpp>

#include <map>
#include <string_view>

namespace flags::manual {

namespace {

using words = std::vector<completed_word>;

constexpr std::size_t longest_help = 60; // columns

// The first part of a description, which says what the option is for.
std::string short_help(const std::string& description) {
    return report::cut(description.substr(0, description.find_first_of(";:")), longest_help);
}

words named(const std::vector<std::string>& names) {
    words all;
    for (const auto& each : names)
        all.push_back({.word = each});
    return all;
}

words countries() {
    words all;
    try {
        const catalog::countries known;
        for (const auto& code : known.codes())
            all.push_back({.word = code.upper(), .help = *known.name(code)});
    } catch (const storage_error&) { // a build without them has no names to offer
        all.clear();
    }
    return all;
}

words profiles(bool with_groups) {
    words all;
    for (const auto& each : netlab::profiles())
        all.push_back({.word = std::string(each.name), .help = describe(each.path)});
    if (with_groups)
        for (const auto group : netlab::profile_groups())
            all.push_back({.word = std::string(group), .help = "a group of networks"});
    return all;
}

// By the option's long name, or a placeholder of words.
words values_of(std::string_view command, const std::string& name) {
    static const std::map<std::string, words, std::less<>> known = {
        {"CC", countries()},
        {"aqm", named({"drop-tail", "codel", "fq-codel"})},
        {"expect", named({"name", "image", "any"})},
        {"ext", named({"gif", "png", "jpg", "jpeg", "webp", "svg"})},
        {"max-req", named({"auto"})},
        {"mode", named(cli::bench_options().modes)},
        {"modes", named(cli::bench_options().modes)},
        {"on-collision", named({"error", "suffix"})},
        {"resolver", named({"dns", "system"})},
        {"server", words{{.word = "LOCAL", .help = "the embedded server"},
                         {.word = "DELAY", .help = "the same, late"},
                         {.word = "ERROR", .help = "late, and a quarter of the answers are errors"},
                         {.word = "REMOTE", .help = "the original site"}}},
        {"tcp", named({"reno", "cubic", "bbr"})},
    };
    if (name == "profile") return profiles(command == "bench");
    if (name == "max-req" && command == "probe") return {}; // a number there
    if (name == "server" && command != "get") return named({"REMOTE"});
    const auto found = known.find(name);
    return found == known.end() ? words() : found->second;
}

value_kind kind_of(std::string_view placeholder, bool has_value) {
    if (!has_value) return value_kind::none;
    if (placeholder == "FILE") return value_kind::file;
    if (placeholder == "DIR") return value_kind::folder;
    return placeholder == "COMMAND" ? value_kind::program : value_kind::any;
}

completed_option completed(std::string_view command, const CLI::Option& option) {
    completed_option one{.help = short_help(option.get_description()),
                         .placeholder =
                             option.get_positional() ? option.get_name(true) : option.get_type_name()};
    for (const auto& name : option.get_snames())
        one.names.push_back("-" + name);
    for (const auto& name : option.get_lnames())
        one.names.push_back("--" + name);
    one.takes = kind_of(one.placeholder, option.get_items_expected_max() > 0);
    one.is_list = one.placeholder.ends_with(",...");
    const std::string name = one.names.empty() ? one.placeholder : one.names.back();
    if (one.takes != value_kind::none)
        one.values = values_of(command, name.starts_with("--") ? name.substr(2) : name);
    return one;
}

} // namespace

std::vector<completed_command> declared_commands() {
    std::vector<completed_command> all;
    for (const auto* const each : cli::every_command()) {
        auto& command = all.emplace_back(
            completed_command{.name = std::string(each->name), .summary = std::string(each->summary)});
        CLI::App app;
        static_cast<void>(cli::declare_options(*each, app));
        for (const auto* const option : std::as_const(app).get_options()) {
            auto one = completed(each->name, *option);
            if (option->get_positional())
                command.words = std::move(one);
            else
                command.options.push_back(std::move(one));
        }
    }
    return all;
}

} // namespace flags::manual
