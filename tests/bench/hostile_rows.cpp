// Row 9: what servers may do wrong, and what each program makes of it.
#include "bench/rows.hpp"
#include "support/hostile_server.hpp"
#include "support/read_file.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <string>
#include <utility>

namespace flags::bench {
namespace {

namespace fs = std::filesystem;

struct trick {
    std::string told;
    std::string path;
    bool takes_patience = false; ///< whoever has no limit waits for ever
};

const std::vector<trick> tricks{{"a body that is cut", "/short"},
                                {"a cut body in chunks", "/chunked-cut"},
                                {"a cut body of unknown length", "/close-cut"},
                                {"a length that is half of the body", "/half-length"},
                                {"a connection that breaks", "/reset"},
                                {"a page in place of the image, status 200", "/html"},
                                {"another file in its place, status 200", "/other"},
                                {"a part that nobody asked for, status 206", "/206"},
                                {"an error page, status 500", "/500"},
                                {"a body without end (stops after 64 MiB)", "/endless"},
                                {"headers without end (stop after 64 MiB)", "/header-flood"},
                                {"redirected to file:///etc/passwd", "/to-file"},
                                {"redirected for ever", "/loop"},
                                {"no answer", "/silent", true},
                                {"a byte every five seconds", "/drip", true}};

struct player {
    std::string name;
    std::function<process::command(const std::string& url, const fs::path& folder)> start;
};

// flags gets the same URL by its layout, {cc}/{cc}.png.
std::vector<player> players(const setup& with, std::chrono::milliseconds time_limit) {
    std::vector<player> all{
        {.name = "flags", .start = [&with, time_limit](const std::string& url, const fs::path& folder) {
             process::command start;
             start.argv = {with.flags_program, "get", "BR",           "-s", url, "-o", folder,
                           "--retries",        "0",   "--no-progress"};
             start.time_limit = time_limit;
             return start;
         }}};
    std::set<std::string> known; // there are two ways to call curl
    for (const auto& peer : with.peers) {
        const auto program = peer.name.substr(0, peer.name.find(' '));
        if (peer.version.empty() || peer.package.empty() || !known.insert(program).second) continue;
        all.push_back(
            {.name = program, .start = [&peer, time_limit](const std::string& url, const fs::path& folder) {
                 const auto at = [&](std::size_t) {
                     return compare::download{.url = url, .file_name = "br.png"};
                 };
                 return peer.start({.count = 1, .at = at, .time_limit = time_limit}, folder);
             }});
    }
    return all;
}

// What is in the folder, as a reader of the table wants to know it. `is_wrong` becomes true for what is no flag.
std::string found_in(const fs::path& folder, const std::string& flag, bool& is_wrong) {
    std::string told;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (!entry.is_regular_file()) continue;
        const bool is_flag = entry.file_size() == flag.size() && test::read_file(entry.path()) == flag;
        is_wrong = is_wrong || !is_flag;
        told += is_flag ? ", the flag" : fmt::format(", **{} bytes**", entry.file_size());
    }
    return told.empty() ? ", nothing" : told;
}

std::string cell(const player& who, const std::string& url, const std::string& flag, const fs::path& scratch,
                 bool& is_wrong) {
    const auto folder = scratch / "hostile";
    fs::create_directory(folder);
    const auto ended = process::run(who.start(url, folder));
    const auto code = ended.timed_out ? fmt::format("killed after {:.0f} s", process::seconds(ended.wall))
                                      : std::to_string(ended.exit_code);
    auto told = code + found_in(folder, flag, is_wrong);
    fs::remove_all(folder);
    return told;
}

} // namespace

std::vector<comparison> hostile_row(const setup& with) {
    const auto flag = test::read_file("/usr/share/iso-flags-png-320x240/br.png");
    const std::string other(2'000, 'x');
    test::hostile_server server(flag);
    const auto answers = [](const std::string& body, std::size_t length) {
        return [head = fmt::format("HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: {}\r\n\r\n",
                                   length),
                body](test::connection& peer) {
            peer.send(head + body);
            return false;
        };
    };
    server.on("half-length", answers(flag, flag.size() / 2));
    server.on("other", answers(other, other.size()));
    const auto all = players(with, with.hostile_time);
    comparison result{
        .title = "9. What servers may do wrong",
        .conditions = fmt::format(
            "One flag of {} bytes from a server that misbehaves. Told are the exit code and what is "
            "there afterwards; what is no flag is **bold**. Each program asks as often as it likes, but for "
            "flags, which is "
            "told not to ask again. Who has not ended after {:.0f} s is killed.",
            flag.size(), process::seconds(with.hostile_time)),
        .programs = {},
        .figures = {}};
    std::string line = "|---|";
    result.table = "| the server sends |";
    for (const auto& who : all) {
        result.table += fmt::format(" {} |", who.name);
        line += "---|";
    }
    result.table += "\n" + line + "\n";
    std::vector<std::size_t> wrong(all.size());
    for (const auto& each : tricks) {
        if (each.takes_patience && !with.waits_for_silence) continue;
        result.table += fmt::format("| {} |", each.told);
        for (std::size_t place = 0; place < all.size() && with.how.go_on(); ++place) {
            bool is_wrong = false;
            const auto base = server.url(each.path);
            const auto url = place == 0 ? base + "/{cc}/{cc}.png" : base + "/br/br.png";
            const std::string query = each.path == "/drip" ? "?ms=5000" : "";
            result.table += fmt::format(" {} |", cell(all[place], url + query, flag, with.scratch, is_wrong));
            wrong[place] += is_wrong ? 1 : 0;
        }
        result.table += "\n";
    }
    for (std::size_t place = 0; place < all.size(); ++place)
        result.figures.push_back({.what = fmt::format("files that are no flag, {}", all[place].name),
                                  .measured = static_cast<double>(wrong[place]),
                                  .target = place == 0 ? std::optional(at_most(0)) : std::nullopt,
                                  .format = [](double count) { return fmt::format("{:.0f}", count); }});
    return {result};
}

} // namespace flags::bench
