// What is left of country_code at run time: lower case, and the sentence for wrong text.
#include <flags/base/error.hpp>
#include <flags/catalog/country_code.hpp>

#include <spdlog/fmt/fmt.h>

namespace flags::catalog {

std::string country_code::lower() const {
    std::string text = upper();
    for (char& letter : text)
        letter = static_cast<char>(letter - 'A' + 'a');
    return text;
}

void country_code::refuse(std::string_view text) {
    // {:?} writes control characters as escapes; 40 characters are enough to find the mistake.
    throw usage_error(fmt::format(
        "{:?} is not a country code: give two letters (ISO 3166-1 alpha-2), such as BR", text.substr(0, 40)));
}

} // namespace flags::catalog
