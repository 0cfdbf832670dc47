// Which flags, from where.
#include "cli/options/shared.hpp"
#include "cli/options/suggestion.hpp"

#include <flags/base/error.hpp>
#include <flags/catalog/countries.hpp>
#include <flags/catalog/url_template.hpp>
#include <flags/fetch/content.hpp>

#include <map>

namespace flags::cli {

namespace {

std::string read_extension(std::string_view option, std::string_view text) {
    std::string extension = lower(std::string(text));
    if (!fetch::media_type_from_extension(extension) || extension.starts_with('.'))
        refuse(option, extension, "give gif, png, jpg, jpeg, webp or svg");
    return extension;
}

// The code of a country whose name is near to what was given for a code; empty when there is none.
std::string code_by_name(const std::vector<std::string>& words) {
    const catalog::countries known;
    std::map<std::string, std::string> codes;
    std::vector<std::string> names;
    for (const auto& code : known.codes()) {
        names.push_back(lower(*known.name(code)));
        codes[names.back()] = code.upper() + " (" + *known.name(code) + ")";
    }
    for (const auto& word : words) {
        if (word.size() <= 2) continue;
        const auto near = nearest(word, names);
        if (near.size() == 1) return codes[near.front()];
    }
    return {};
}

} // namespace

void add_selection(option_group& group, catalog::selection& wanted) {
    group
        .words("CC", wanted.words,
               "Codes of countries (ISO 3166-1 alpha-2) in any case, or one letter for all codes that begin "
               "with it")
        ->default_str("the 20 most populous countries");
    auto* const all = group.flag("-a,--all", wanted.all, "Every country of ISO 3166-1");
    group.flag("-e,--every", wanted.every, "AA to ZZ, also codes that no country has")->excludes(all);
    group.value("-l,--limit", "N", wanted.limit, whole_number<std::size_t>(1, 676),
                "Only the first N, alphabetically");
}

std::vector<catalog::country_code> codes_of(const catalog::selection& wanted) {
    if ((wanted.all || wanted.every) && !wanted.words.empty())
        refuse(wanted.all ? "--all" : "--every", wanted.words.front(), "takes no codes beside it");
    try {
        return catalog::select(wanted, [] { return catalog::countries().codes(); });
    } catch (const usage_error& e) {
        const auto meant = code_by_name(wanted.words);
        if (meant.empty()) throw;
        throw usage_error(std::string(e.what()) + "; did you mean " + meant + "?");
    }
}

void add_extension(option_group& group, std::optional<std::string>& extension, const std::string& usual) {
    group.value("--ext", "EXT", extension, read_extension, "Kind of image: gif, png, jpg, jpeg, webp or svg")
        ->default_str(usual);
}

std::string real_server(const std::string& text) {
    std::string server = lower(text) == "remote" ? std::string(catalog::original_site) : text;
    try {
        static_cast<void>(catalog::url_template::parse(server));
    } catch (const usage_error& e) {
        throw usage_error(std::string("--server: ") + e.what());
    }
    return server;
}

} // namespace flags::cli
