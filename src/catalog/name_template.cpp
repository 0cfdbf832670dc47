// A template is judged once, by what its sample becomes.
#include "catalog/placeholders.hpp"

#include <flags/base/error.hpp>
#include <flags/catalog/file_name.hpp>
#include <flags/catalog/name_template.hpp>

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <array>
#include <cstddef>

namespace flags::catalog {
namespace {

constexpr std::size_t template_limit = 200;

expansion filled_in(std::string_view text, const country_code& code, std::string_view country) {
    const std::string lower = code.lower();
    const std::string upper = code.upper();
    return expand(text, std::array<placeholder, 3>{{{.word = "{cc}", .value = lower},
                                                    {.word = "{CC}", .value = upper},
                                                    {.word = "{country}", .value = country}}});
}

[[noreturn]] void refuse_template(std::string_view text, std::string_view why) {
    throw usage_error(
        fmt::format("{:?} is not a template of file names: {}. Right are {{CC}}, flag-{{cc}} and "
                    "{{country}}; the extension is added",
                    text.substr(0, template_limit), why));
}

} // namespace

name_template name_template::parse(std::string_view text) {
    if (text.empty()) refuse_template(text, "it is empty");
    if (text.size() > template_limit) refuse_template(text, "it is longer than 200 bytes");
    const expansion sample = filled_in(text, country_code::parse("BR"), "Brazil");
    if (sample.has_stray_brace) refuse_template(text, "the placeholders are {cc}, {CC} and {country}");
    if (safe_file_name(sample.text) != sample.text)
        refuse_template(
            text,
            "it has to be the plain name of a file, without folders, control characters, a dot or hyphen in "
            "front or a dot at the end");
    return {text, sample.tells_flags_apart};
}

bool name_template::asks_for_country() const noexcept { return text_.contains("{country}"); }

std::string name_template::stem_for(const country_code& code, std::size_t limit,
                                    std::string_view country) const {
    std::string name = safe_file_name(country);
    std::ranges::replace(name, ' ', '_');
    return safe_file_name(filled_in(text_, code, name).text, limit);
}

} // namespace flags::catalog
