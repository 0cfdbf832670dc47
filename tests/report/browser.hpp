// What a real browser makes of a page.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace flags::test {

/// Whether chromium is there; says SKIPPED when it is not.
[[nodiscard]] bool have_browser();

struct shown {
    std::string dom; ///< after all scripts
    std::vector<std::string>
        messages; ///< of the page, and the browser's own: errors, what its policy refused
};

/// Opens `page` in a headless browser, without a network and in a folder of its own.
[[nodiscard]] shown browse(const std::string& page, const std::vector<std::string>& options = {});

/// What a script of the test says of a page from inside, once it is drawn: `look` is the body of a function
/// that returns it. The page's policy allows no script but its own, so it goes.
[[nodiscard]] nlohmann::ordered_json look_into(std::string page, std::string_view look,
                                               const std::vector<std::string>& options = {});

/// The part of `text` between the first `before` and the next `after`; empty when there is none.
[[nodiscard]] std::string between(std::string_view text, std::string_view before, std::string_view after);

} // namespace flags::test
