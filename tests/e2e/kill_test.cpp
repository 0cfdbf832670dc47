// kill -9 at any moment: a final name is whole or absent, and the next run cleans up.
#include "e2e/flags_program.hpp"
#include "fetch/temp_name.hpp"

#include <flags/base/random.hpp>
#include <flags/base/unique_fd.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <cctype>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <fcntl.h>
#include <map>
#include <string>
#include <sys/file.h>

using namespace std::literals;
using namespace flags::test;
using flags::splitmix64;
using flags::process::child;

namespace {

// A flag that takes a while to write: a private chunk (PNG, ISO/IEC 15948, 5.4) before the end chunk of 12
// bytes.
std::string heavy_flag(const std::string& code) {
    constexpr std::size_t size = std::size_t{96} << 10U; // 0x018000
    const std::string length = {0, 1, static_cast<char>(0x80), 0};
    const std::string chunk = length + "flAg" + std::string(size, code[1]) + "\0\0\0\0"s;
    std::string flag = real_flag(code);
    flag.insert(flag.size() - 12, chunk);
    return flag;
}

std::map<std::string, std::string> heavy_flags() {
    std::map<std::string, std::string> flags;
    for (const auto& code : default_codes())
        flags.emplace(code, heavy_flag(code));
    return flags;
}

bool is_part(const std::string& name) { return name.starts_with('.') && name.ends_with(".part"); }

// Sends each flag in two pieces with a pause that a seed decides; keeps "US" back until the gate is open, so
// that no run ends before it is killed.
void serve(hostile_server& server, const std::map<std::string, std::string>& flags,
           const std::atomic<bool>& gate_open) {
    for (const auto& [code, flag] : flags) {
        std::string cc = code;
        std::ranges::transform(cc, cc.begin(),
                               [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        server.on(cc, [&gate_open, is_last = code == "US", seed = flags::fnv1a(code),
                       whole = answer_with(flag)](connection& peer) {
            while (is_last && !gate_open)
                if (!peer.pause(1ms)) return false;
            splitmix64 random(seed);
            const auto cut = random() % whole.size();
            return peer.send(std::string_view(whole).substr(0, cut)) &&
                   peer.pause(std::chrono::milliseconds(random() % 8)) &&
                   peer.send(std::string_view(whole).substr(cut));
        });
    }
}

} // namespace

TEST_CASE("fifty runs killed at fifty moments leave whole flags only, and one more run removes their parts") {
    const auto wanted = heavy_flags();
    std::atomic<bool> gate_open = false;
    hostile_server server("");
    serve(server, wanted, gate_open);
    const program flags;
    const std::vector<std::string> words = {"-s", by_country(server), "--ext", "png"};
    for (std::uint64_t round = 0; round < 50; ++round) {
        CAPTURE(round);
        splitmix64 random(round);
        child running(flags.command(words));
        for (auto codes = random() % default_codes().size(); codes > 0; --codes)
            CHECK_FALSE(running.read_line(' ').empty());
        const auto moment = std::chrono::steady_clock::now() + std::chrono::microseconds(random() % 3'000);
        while (std::chrono::steady_clock::now() < moment) {
        }
        REQUIRE(::kill(running.pid(), SIGKILL) == 0);
        CHECK(running.wait().exit_code == 128 + SIGKILL);
        for (const auto& name : flags.files()) {
            if (is_part(name)) continue;
            CAPTURE(name);
            REQUIRE(name.size() == 6);
            CHECK((flags.file(name) == wanted.at(name.substr(0, 2))));
        }
        // Flags of earlier rounds would hide that one was not written.
        if (round % 10 == 9) std::filesystem::remove_all(flags.output_dir());
    }
    gate_open = true;
    CHECK(flags.run(words).exit_code == exit_ok);
    std::set<std::string> names;
    for (const auto& [code, flag] : wanted) {
        names.insert(code + ".png");
        CHECK((flags.file(code + ".png") == flag));
    }
    CHECK(flags.files() == names);
}

TEST_CASE("parts of a killed run are removed by the next run, and those of a live run stay") {
    const program flags;
    const auto dead = flags::fetch::new_temporary_name(flags::fetch::this_boot());
    const auto alive = flags::fetch::new_temporary_name(flags::fetch::this_boot());
    write_file(flags.output_dir() / dead, "half a flag");
    write_file(flags.output_dir() / alive, "half a flag");
    const flags::unique_fd held(::open((flags.output_dir() / alive).c_str(), O_WRONLY | O_CLOEXEC));
    REQUIRE(::flock(held.get(), LOCK_EX) == 0);
    const auto next = flags.run({"CN", "-vv"});
    CHECK(next.exit_code == exit_ok);
    CHECK(next.err.contains("temporary files of earlier runs removed from flags_out: 1\n"));
    CHECK(flags.files() == std::set<std::string>{alive, "CN.png"});
}
