// The default selection: the flags of the 20 most populous countries.
#pragma once

#include <flags/catalog/country_code.hpp>

#include <array>

namespace flags::catalog {

/// By population, the largest first. The set and order of L. Ramalho, "Fluent Python", 2nd ed. (2022),
/// chapter 20.
inline constexpr std::array<country_code, 20> pop20 = {
    country_code::parse("CN"), country_code::parse("IN"), country_code::parse("US"),
    country_code::parse("ID"), country_code::parse("BR"), country_code::parse("PK"),
    country_code::parse("NG"), country_code::parse("BD"), country_code::parse("RU"),
    country_code::parse("JP"), country_code::parse("MX"), country_code::parse("PH"),
    country_code::parse("VN"), country_code::parse("ET"), country_code::parse("EG"),
    country_code::parse("DE"), country_code::parse("IR"), country_code::parse("TR"),
    country_code::parse("CD"), country_code::parse("FR"),
};

} // namespace flags::catalog
