// Which words mean which flags.
#include <flags/base/error.hpp>
#include <flags/catalog/pop20.hpp>
#include <flags/catalog/selection.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

using namespace flags;
using catalog::country_code;
using catalog::selection;

namespace {

std::vector<country_code> some_known() {
    return {country_code::parse("BD"), country_code::parse("BR"), country_code::parse("CN"),
            country_code::parse("VN")};
}

std::string selected(const selection& wanted) {
    std::string text;
    for (const auto& code : catalog::select(wanted, some_known))
        text += code.upper() + " ";
    return text;
}

} // namespace

TEST_CASE("nothing asked for means the twenty most populous, sorted") {
    const auto codes = catalog::select({}, some_known);
    CHECK(codes.size() == catalog::pop20.size());
    CHECK(std::ranges::is_sorted(codes));
    CHECK(codes.front().upper() == "BD");
    CHECK(codes.back().upper() == "VN");
}

TEST_CASE("words are codes or initials in any case, sorted, each once") {
    CHECK(selected({.words = {"vn", "BR", "br"}}) == "BR VN ");
    CHECK(selected({.words = {"b"}}) == "BD BR ");
    CHECK(selected({.words = {"B", "BR", "zz"}}) == "BD BR ZZ ");
}

TEST_CASE("all is what the catalog knows, every is AA to ZZ") {
    CHECK(selected({.all = true}) == "BD BR CN VN ");
    const auto every = catalog::select({.every = true}, some_known);
    CHECK(every.size() == 26U * 26U);
    CHECK(every.front().upper() == "AA");
    CHECK(every.back().upper() == "ZZ");
}

TEST_CASE("a limit keeps the first of the alphabet") {
    CHECK(selected({.all = true, .limit = 2}) == "BD BR ");
    CHECK(selected({.words = {"VN"}, .limit = 9}) == "VN ");
}

TEST_CASE("the catalog is asked only when it is needed") {
    int asked = 0;
    const auto known = [&asked] {
        ++asked;
        return some_known();
    };
    CHECK(catalog::select({.words = {"BR"}}, known).size() == 1);
    CHECK(catalog::select({.every = true}, known).size() == 676);
    CHECK(asked == 0);
    CHECK(catalog::select({.words = {"V"}}, known).size() == 1);
    CHECK(asked == 1);
}

TEST_CASE("a wrong word is named") {
    for (const std::string wrong : {"BRA", "1", "", "B1", "\xc3\xa4", "-"}) {
        CAPTURE(wrong);
        CHECK_THROWS_AS(static_cast<void>(selected({.words = {wrong}})), usage_error);
    }
    CHECK_THROWS_WITH(static_cast<void>(selected({.words = {"q"}})),
                      "q: no country's code begins with it: give a code such as BR");
}
