// Words to codes.
#include <flags/base/error.hpp>
#include <flags/catalog/pop20.hpp>
#include <flags/catalog/selection.hpp>

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>

namespace flags::catalog {

namespace {

bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

std::vector<country_code> every_pair() {
    std::vector<country_code> pairs;
    for (char first = 'A'; first <= 'Z'; ++first)
        for (char second = 'A'; second <= 'Z'; ++second) {
            const std::array<char, 2> letters{first, second};
            pairs.push_back(country_code::parse(std::string_view(letters.data(), letters.size())));
        }
    return pairs;
}

void add_initial(char letter, const std::vector<country_code>& known, std::vector<country_code>& codes) {
    const char initial = letter >= 'a' ? static_cast<char>(letter - 'a' + 'A') : letter;
    const std::size_t before = codes.size();
    std::ranges::copy_if(known, std::back_inserter(codes),
                         [initial](const country_code& code) { return code.upper().front() == initial; });
    if (codes.size() == before)
        throw usage_error(std::string(1, letter) +
                          ": no country's code begins with it: give a code such as BR");
}

} // namespace

std::vector<country_code> select(const selection& wanted,
                                 const std::function<std::vector<country_code>()>& known) {
    std::vector<country_code> codes;
    if (wanted.every) {
        codes = every_pair();
    } else if (wanted.all) {
        codes = known();
    } else if (wanted.words.empty()) {
        codes.assign(pop20.begin(), pop20.end());
    } else {
        for (const auto& word : wanted.words) {
            if (word.size() == 1 && is_letter(word.front()))
                add_initial(word.front(), known(), codes);
            else
                codes.push_back(country_code::parse(word));
        }
    }
    std::ranges::sort(codes);
    const auto again = std::ranges::unique(codes);
    codes.erase(again.begin(), again.end());
    if (wanted.limit && codes.size() > *wanted.limit) codes.resize(*wanted.limit, codes.front());
    return codes;
}

} // namespace flags::catalog
