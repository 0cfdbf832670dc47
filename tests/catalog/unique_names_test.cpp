// Countries that would share a name.
#include <flags/catalog/file_name.hpp>
#include <flags/catalog/unique_names.hpp>

#include <doctest/doctest.h>

#include <set>
#include <string>

using flags::catalog::country_code;
using flags::catalog::folded_file_name;
using flags::catalog::unique_names;

namespace {

const country_code cd = country_code::parse("CD");
const country_code cg = country_code::parse("CG");
const country_code ax = country_code::parse("AX");

} // namespace

TEST_CASE("the first country has the name, others their code behind it, and each keeps what it has") {
    unique_names names(251);
    CHECK(names.name_for(cd, "Congo") == "Congo");
    CHECK(names.name_for(cg, "Congo") == "Congo_CG");
    CHECK(names.name_for(cd, "Congo") == "Congo");
    CHECK(names.name_for(cg, "Congo") == "Congo_CG");
    CHECK(names.name_for(ax, "Gabon") == "Gabon");
}

TEST_CASE("names that differ in case or normal form only are the same name") {
    unique_names names(251);
    CHECK(names.name_for(cd, "CONGO") == "CONGO");
    CHECK(names.name_for(cg, "congo") == "congo_CG");
    CHECK(names.name_for(cd, "\u00C5land") == "\u00C5land");
    CHECK(names.name_for(ax, "\u00E5land") == "\u00E5land_AX");
}

TEST_CASE("a server that names countries like the answers to a clash, and at full length, gains nothing") {
    unique_names names(12);
    std::set<std::string> seen;
    for (const auto& [code, wanted] :
         {std::pair(cd, "Congo_CG"), std::pair(ax, "Congo"), std::pair(cg, "Congo"),
          std::pair(cd, "123456789_CG"), std::pair(ax, "123456789_CG"), std::pair(cg, "123456789_CG"),
          std::pair(ax, "123456789012")}) {
        const std::string name = names.name_for(code, wanted);
        CAPTURE(name);
        CHECK(name.size() <= 12);
        CHECK(seen.insert(folded_file_name(name)).second);
    }
}
