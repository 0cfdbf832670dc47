// One country, one job; the plan is the jobs themselves, printed and not run.
#include "cli/jobs.hpp"

#include "cli/standard_output.hpp"

#include <flags/base/error.hpp>
#include <flags/catalog/file_name.hpp>
#include <flags/catalog/metadata.hpp>
#include <flags/catalog/unique_names.hpp>
#include <flags/fetch/content.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace flags::cli {

namespace {

// The embedded server does not run yet; its port is a free one, which is asked for as 0.
constexpr std::string_view embedded_address = "http://127.0.0.1:0/flags";

// What all names of a run share.
struct names {
    catalog::name_template how;
    std::string extension; // with its dot
    std::size_t longest;   // without the extension
    catalog::unique_names given;
};

std::string name_of(names& shared, const catalog::country_code& code, std::string_view country,
                    std::string_view url) {
    if (catalog::safe_file_name(country).empty())
        throw content_error(std::string(url) +
                            ": nothing of the country's name can be in a file's name: name files "
                            "by their codes");
    return shared.given.name_for(code, shared.how.stem_for(code, shared.longest, country)) + shared.extension;
}

std::shared_ptr<const fetch::naming> naming_for(const std::shared_ptr<names>& shared,
                                                const catalog::country_code& code, const std::string& url) {
    return std::make_shared<fetch::naming>(url, [shared, code, url](std::string_view metadata) {
        try {
            return name_of(*shared, code, catalog::country_in_metadata(metadata, url), url);
        } catch (const content_error& e) {
            throw content_error(std::string(e.what()) + " (--name-template {CC})");
        }
    });
}

} // namespace

coro::generator<fetch::job> jobs_for(get_options options, catalog::url_template from) {
    const auto expected = fetch::media_type_from_extension(options.extension);
    const std::string extension = "." + options.extension;
    const std::size_t longest = catalog::longest_file_name - extension.size();
    const auto shared =
        std::make_shared<names>(options.names, extension, longest, catalog::unique_names(longest));
    for (const auto& code : options.codes) {
        fetch::job each{.label = code.upper(),
                        .url = from.url_for(code, options.extension),
                        .file_name = options.names.stem_for(code, longest) + extension,
                        .expected = expected};
        if (options.names.asks_for_country())
            each.named_by = naming_for(shared, code, from.metadata_url_for(code, options.extension));
        co_yield std::move(each);
    }
}

std::vector<compare::file> compared_files(const std::string& server,
                                          const std::vector<catalog::country_code>& codes,
                                          const std::string& extension) {
    const auto from = catalog::url_template::parse(server);
    std::vector<compare::file> files;
    files.reserve(codes.size());
    for (const auto& code : codes)
        files.push_back({.code = code.upper(),
                         .url = from.url_for(code, extension),
                         .name = code.upper() + "." + extension});
    return files;
}

void print_plan(const get_options& options) {
    const auto from = catalog::url_template::parse(options.embedded ? embedded_address : options.server);
    auto jobs = jobs_for(options, from);
    standard_output out;
    while (const auto each = jobs.next())
        out.write(each->url + " → " + (options.output_dir / each->file_name).string() + "\n");
}

} // namespace flags::cli
