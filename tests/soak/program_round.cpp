// The program's report, exit code and files agree, and it leaves no process.
#include "process/child.hpp"
#include "soak/rounds.hpp"
#include "support/read_file.hpp"
#include "support/temp_dir.hpp"

#include <nlohmann/json.hpp>

#include <cerrno>
#include <filesystem>
#include <sys/wait.h>
#include <vector>

namespace flags::test {

namespace {

std::size_t whole_files(const std::filesystem::path& folder) {
    std::size_t count = 0;
    if (!std::filesystem::exists(folder)) return count;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        promise(read_file(entry.path()) == right_flag(),
                entry.path().filename().string() + " is not the flag");
        ++count;
    }
    return count;
}

void check_no_child_is_left() {
    const bool has_child = ::waitpid(-1, nullptr, WNOHANG) >= 0 || errno != ECHILD;
    promise(!has_child, "a process is left");
}

} // namespace

void program_round(bad_servers& servers, splitmix64& random, tally& all) {
    const temp_dir home;
    const std::vector<std::vector<std::string>> modes = {{"--sequential"},
                                                         {"--mode", "sequential-keepalive"},
                                                         {"-m", std::to_string(2 + random() % 9)},
                                                         {"-m", "auto"}};
    std::vector<std::string> words = {FLAGS_PROGRAM,
                                      "-s",
                                      servers.mixed_url("{cc}"),
                                      "--ext",
                                      "png",
                                      "--timeout",
                                      "0.1",
                                      "--max-time",
                                      "0.2",
                                      "--max-size",
                                      "1M",
                                      "--retries",
                                      "1",
                                      "--max-retry-wait",
                                      "0.02",
                                      "--json",
                                      "report.json"};
    for (const std::string journal : {"--journal", "--resume"}) {
        auto run = words;
        const auto& mode = modes[random() % modes.size()];
        run.insert(run.end(), mode.begin(), mode.end());
        run.insert(run.end(), {journal, "journal"});
        const auto ran =
            process::run({.argv = run,
                          .environment = {"no_proxy=*", "XDG_CACHE_HOME=" + (home.path() / "cache").string()},
                          .working_folder = home.path()});
        check_no_child_is_left();
        promise(ran.exit_code == 0 || ran.exit_code == 1,
                mode.back() + ": exit code " + std::to_string(ran.exit_code) + ": " + ran.err);
        const auto counts = nlohmann::json::parse(read_file(home.path() / "report.json")).at("counts");
        const auto ok = counts.at("ok").get<std::size_t>();
        promise(ok == whole_files(home.path() / "flags_out"), "the report counts other files than there are");
        promise((ran.exit_code == 0) == (ok == 20), "the exit code tells otherwise than the report");
        all.files += 20;
        all.saved += journal == "--resume" ? ok : 0;
    }
}

} // namespace flags::test
