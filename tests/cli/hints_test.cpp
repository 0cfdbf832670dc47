// The options that are named after a failure.
#include "cli/hints.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>

using flags::cli::with_hint;
using flags::fetch::outcome;
using flags::fetch::outcome_kind;
using flags::http::setting;

namespace {

std::string hinted(setting about, outcome_kind kind = outcome_kind::failed) {
    return with_hint("failed", {.kind = kind, .last = {.setting = about}});
}

} // namespace

TEST_CASE("a failure that a setting caused names its option") {
    for (const auto& [about, option] :
         {std::pair(setting::stall_timeout, "--timeout"), std::pair(setting::time_limits, "--max-time"),
          std::pair(setting::time_limits, "--timeout"), std::pair(setting::max_body_bytes, "--max-size"),
          std::pair(setting::ca_file, "--cacert"), std::pair(setting::max_connections, "-m")}) {
        CAPTURE(option);
        CHECK(hinted(about).starts_with("failed"));
        CHECK(hinted(about).contains(option));
    }
}

TEST_CASE("other failures and other outcomes get no hint") {
    CHECK(hinted(setting::none) == "failed");
    CHECK(hinted(setting::stall_timeout, outcome_kind::ok) == "failed");
    CHECK(hinted(setting::stall_timeout, outcome_kind::cancelled) == "failed");
}
