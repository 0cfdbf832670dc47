// The flags of a page that appear one after another, by a clock that the test gives.
#include "report/browser.hpp"
#include "report/page.hpp"
#include "report/sample_comparison.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <string>

using namespace flags;
using nlohmann::ordered_json;
using test::look_into;

namespace {

constexpr std::string_view played = R"(
    let [now, next] = [1000, null];
    performance.now = () => now;
    window.requestAnimationFrame = (step) => { next = step; return 1; };
    window.cancelAnimationFrame = () => { next = null; };
    const go = (ms) => {
        now += ms;
        const step = next;
        next = null;
        step?.(now);
    };
    const [play, restart] = document.querySelectorAll('#play button');
    const seen = () => ({
        there: [...document.querySelectorAll('.played')].map((row) => row.querySelectorAll('.there').length),
        pictures: document.querySelectorAll('.pictured').length,
        time: document.querySelector('#play output').textContent,
        button: play.textContent,
        told: document.querySelector('#play [role=status]').textContent,
    });
    const speed = (value) => document.querySelector(`#play input[value="${value}"]`).click();
    const at_first = seen();
    play.click();
    go(400);
    const after_400 = seen();
    speed(4);
    go(100);
    play.click();
    const paused = seen();
    go(10000);
    const still = seen();
    restart.click();
    const again = seen();
    speed(0.25);
    play.click();
    go(1600);
    const slowly = seen();
    go(1e6);
    const over = seen();
    play.click();
    go(0);
    return {at_first, after_400, paused, still, again, slowly, over, anew: seen(),
        names: [...document.querySelectorAll('.played h3')].map((each) => each.textContent),
        speeds: [...document.querySelectorAll('#play fieldset > *')].map((each) => each.textContent),
        focusable: [...document.querySelectorAll('#play button, #play input')].every((each) => {
            each.focus();
            return document.activeElement === each;
        })};)";

// How many flags each mode had after so many milliseconds.
ordered_json there_after(const compare::comparison& result, double ms) {
    auto counts = ordered_json::array();
    for (const auto& each : result.variants)
        if (each.median_run)
            counts.push_back(
                std::ranges::count_if(each.median_run->requests, [ms](const compare::request& request) {
                    return request.outcome == "ok" && request.start_ms + request.timings.total <= ms;
                }));
    return counts;
}

} // namespace

TEST_CASE("flags appear as they came in the measured run, at the speed that is chosen, and pause") {
    if (!test::have_browser()) return;
    const auto result = test::sample_comparison();
    const report::image picture{.media_type = "image/svg+xml",
                                .bytes = R"(<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"/>)"};
    const auto seen = look_into(report::to_page(result, {{"BD", picture}}), played);
    const auto none = ordered_json({0, 0, 0});
    CHECK(seen["at_first"]["there"] == none);
    CHECK(seen["at_first"]["button"] == "Play");
    CHECK(seen["after_400"]["there"] == there_after(result, 400));
    CHECK(seen["after_400"]["time"] == "400&nbsp;ms");
    CHECK(seen["after_400"]["button"] == "Pause");
    CHECK(seen["after_400"]["told"] == ""); // while it moves
    CHECK(seen["paused"]["there"] == there_after(result, 800));
    CHECK(seen["paused"]["button"] == "Play");
    CHECK(seen["paused"]["told"].get<std::string>().starts_with("After 800&nbsp;ms; sequential: "));
    CHECK(seen["paused"]["told"].get<std::string>().contains("; concurrent: 20 of 20 in 670&nbsp;ms"));
    CHECK(seen["still"] == seen["paused"]);
    CHECK(seen["again"]["there"] == none);
    CHECK(seen["slowly"]["there"] == seen["after_400"]["there"]);
    CHECK(seen["over"]["there"] == ordered_json({20, 20, 20}));
    CHECK(seen["over"]["pictures"] == 3);
    CHECK(seen["over"]["button"] == "Play");
    CHECK(seen["anew"]["there"] == none);
    CHECK(seen["names"][0].get<std::string>().starts_with("sequential "));
    CHECK(seen["speeds"] == ordered_json({"Speed", " ×¼", " ×1", " ×4"}));
    CHECK(seen["focusable"] == true);
}

TEST_CASE("nothing moves by itself, and where less motion is wanted nothing fades") {
    if (!test::have_browser()) return;
    const auto seen = look_into(report::to_page(test::sample_comparison(), {}), R"(
        document.querySelector('#play button').click();
        return {wanted: matchMedia('(prefers-reduced-motion: reduce)').matches, animations: document.getAnimations().length,
            there: document.querySelectorAll('.there').length};)",
                                {"--force-prefers-reduced-motion"});
    CHECK(seen["wanted"] == true);
    CHECK(seen["animations"] == 0);
    CHECK(seen["there"] == 0);
}
