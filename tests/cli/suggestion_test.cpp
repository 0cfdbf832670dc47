// "Did you mean".
#include "cli/command_line.hpp"
#include "cli/options/suggestion.hpp"

#include <flags/base/error.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace flags;
using namespace flags::cli;

namespace {

std::string refusal_of(std::vector<const char*> words) {
    words.insert(words.begin(), "flags");
    try {
        static_cast<void>(parse_command_line(static_cast<int>(words.size()), words.data()));
    } catch (const usage_error& e) {
        return e.what();
    }
    return "nothing was refused";
}

} // namespace

TEST_CASE("a typing error is a letter that is wrong, missing, too many, or swapped with its neighbour") {
    const std::vector<std::string> known = {"compare", "lab", "probe", "profiles"};
    for (const auto* const word : {"prob", "probee", "prope", "porbe", "PROBE"})
        CHECK(nearest(word, known) == std::vector<std::string>{"probe"});
    CHECK(nearest("compaer", known) == std::vector<std::string>{"compare"});
    CHECK(nearest("x", known).empty());
    CHECK(nearest("", known).empty());
    CHECK(nearest("download", known).empty());
    CHECK(nearest(std::string(10'000, 'p'), known).empty());
    CHECK(nearest("satellite", {"geo-sat", "lan"}) == std::vector<std::string>{"geo-sat"});
    CHECK(nearest("--nope", {"--mode"}).empty());
    CHECK(did_you_mean("5g", {"2g", "3g", "lan"}) == "; did you mean 2g or 3g?");
    CHECK(did_you_mean("5g", {"2g", "3g", "4g", "lan"}) == "; did you mean 2g, 3g or 4g?");
    CHECK(did_you_mean("download", known).empty());
}

TEST_CASE("for wrong commands, options, profiles and countries similar ones are suggested") {
    CHECK(refusal_of({"prob"}) == "prob is not a command; did you mean probe?");
    CHECK(refusal_of({"help", "prob"}) == "prob is not a command; did you mean probe?");
    CHECK(refusal_of({"help", "nothing"}) == "nothing is not a command: see flags --help");
    for (const auto* const word : {"blogdom", "domaincheck"})
        CHECK(refusal_of({word}).ends_with("here it is flags probe --tld dev"));
    CHECK(refusal_of({"--sequentail"}) ==
          "--sequentail is not an option of flags get; did you mean --sequential?");
    CHECK(refusal_of({"CN", "--ouput-dir=x"}).ends_with("did you mean --output-dir?"));
    CHECK(refusal_of({"lab", "--profile", "satellite", "--", "true"}).ends_with("did you mean geo-sat?"));
    CHECK(refusal_of({"compare", "--profile", "cabel"}).ends_with("did you mean cable?"));
    CHECK(refusal_of({"Germany"}).ends_with("did you mean DE (Germany)?"));
    CHECK(refusal_of({"CN", "brasil"}).ends_with("did you mean BR (Brazil)?"));
    CHECK_FALSE(refusal_of({"XYZ"}).contains("did you mean"));
}
