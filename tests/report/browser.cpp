// Debian's chromium, started anew for each page.
#include "report/browser.hpp"

#include "process/child.hpp"
#include "support/read_file.hpp"
#include "support/temp_dir.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>
#include <spdlog/fmt/fmt.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <sstream>

namespace flags::test {

namespace {

std::vector<std::string> console_lines(const std::string& log) {
    std::vector<std::string> lines;
    std::istringstream text(log);
    for (std::string line; std::getline(text, line);)
        if (line.find("CONSOLE") != std::string::npos) lines.push_back(line);
    return lines;
}

} // namespace

bool have_browser() {
    const bool there = !process::find_program("chromium").empty();
    if (!there) std::puts("SKIPPED: there is no browser (apt-get install chromium)");
    return there;
}

shown browse(const std::string& page, const std::vector<std::string>& options) {
    const temp_dir folder;
    const auto file = folder.path() / "page.html";
    const auto dom = folder.path() / "dom";
    const auto log = folder.path() / "log";
    std::ofstream(file) << page;
    process::command start = {
        .argv = {"setpriv", "--pdeathsig", "KILL", "sh", "-c",
                 R"(dom=$1; log=$2; shift 2; exec "$@" >"$dom" 2>"$log")", "sh", dom, log, "chromium",
                 // Neither root nor a container gets a sandbox of its own, and the page is ours.
                 "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                 "--disable-background-networking", "--disable-component-update", "--disable-sync",
                 "--host-resolver-rules=MAP * ~NOTFOUND",
                 "--user-data-dir=" + (folder.path() / "profile").string(), "--window-size=1000,800",
                 "--enable-logging=stderr", "--dump-dom"},
        .environment = {"HOME=" + folder.path().string(), "XDG_CONFIG_HOME=", "XDG_CACHE_HOME="},
        .time_limit = std::chrono::seconds(110)};
    start.argv.insert(start.argv.end(), options.begin(), options.end());
    start.argv.push_back("file://" + file.string());
    const auto end = process::run(start);
    const auto said = read_file(log);
    INFO(said);
    REQUIRE(end.exit_code == 0);
    return {.dom = read_file(dom), .messages = console_lines(said)};
}

nlohmann::ordered_json look_into(std::string page, std::string_view look,
                                 const std::vector<std::string>& options) {
    const auto policy = page.find("<meta http-equiv=\"Content-Security-Policy\"");
    page.erase(policy, page.find('\n', policy) - policy);
    const auto script = fmt::format(R"(<script>addEventListener('load', () => {{
    console.log('the test looks');
    const seen = document.createElement('output');
    seen.textContent = JSON.stringify((() => {{{}}})())
        .replace(/[<>&]/g, (c) => '\\u00' + c.charCodeAt(0).toString(16));
    document.body.append(seen);
}});</script>)",
                                    look);
    const auto drawn = browse(page.insert(page.rfind("</body>"), script), options);
    REQUIRE(drawn.messages.size() == 1);
    CHECK(drawn.messages[0].find("the test looks") != std::string::npos);
    return nlohmann::ordered_json::parse(between(drawn.dom, "<output>", "</output>"));
}

std::string between(std::string_view text, std::string_view before, std::string_view after) {
    const auto begin = text.find(before);
    if (begin == std::string_view::npos) return {};
    const auto first = begin + before.size();
    return std::string(text.substr(first, text.find(after, first) - first));
}

} // namespace flags::test
