// What is said to `flags lab` and `flags profiles` becomes options, or is refused by one sentence that helps.
#include "cli/command_line.hpp"
#include "support/temp_dir.hpp"

#include <flags/base/error.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <fstream>
#include <string>
#include <variant>
#include <vector>

using namespace std::chrono_literals;
using namespace flags;
using namespace flags::cli;

namespace {

command parse_lab_words(std::vector<const char*> words) {
    words.insert(words.begin(), "flags");
    return parse_command_line(static_cast<int>(words.size()), words.data());
}

lab_options lab_of(std::vector<const char*> words) {
    words.insert(words.begin(), "lab");
    words.insert(words.end(), {"--", "true"});
    return std::get<lab_options>(parse_lab_words(words));
}

std::string lab_refusal(std::vector<const char*> words) {
    words.insert(words.begin(), "lab");
    try {
        static_cast<void>(parse_lab_words(words));
    } catch (const usage_error& e) {
        return e.what();
    }
    return "nothing was refused";
}

} // namespace

TEST_CASE("a lab without conditions adds nothing") {
    const auto options = lab_of({});
    CHECK(describe(options.setup.path) == "rtt 0us");
    CHECK(options.command == std::vector<std::string>{"true"});
    CHECK_FALSE(options.setup.origin.directory);
    CHECK(options.setup.origin.max_delay == 0s);
    CHECK(options.setup.origin.error_rate == 0);
    CHECK_FALSE(options.setup.tls);
}

TEST_CASE("each option of lab is read") {
    CHECK(lab_of({"--rtt", "100ms"}).setup.path.rtt == 100ms);
    CHECK(lab_of({"--jitter", "5ms"}).setup.path.jitter == 5ms);
    CHECK(lab_of({"--down", "9M"}).setup.path.down == 9'000'000);
    CHECK(lab_of({"--up", "1.5M"}).setup.path.up == 1'500'000);
    CHECK(lab_of({"--queue", "64k"}).setup.path.queue_bytes == 65'536);
    CHECK(lab_of({"--queue", "200ms"}).setup.path.queue_time == 200ms);
    CHECK(lab_of({"--loss", "1%"}).setup.path.loss == netlab::loss_model{.lost_in_good = 0.01});
    CHECK(lab_of({"--ge", "1%,50%"}).setup.path.loss ==
          netlab::loss_model{.good_to_bad = 0.01, .bad_to_good = 0.5});
    CHECK(
        lab_of({"--ge", "0.25,0.5,0.75,1"}).setup.path.loss ==
        netlab::loss_model{.good_to_bad = 0.25, .bad_to_good = 0.5, .lost_in_bad = 0.75, .lost_in_good = 1});
    CHECK(lab_of({"--seed", "7"}).setup.path.seed == 7);
    CHECK(lab_of({"--seed", "7"}).setup.origin.seed == 7);
    CHECK(lab_of({"--origin-dir", "/"}).setup.origin.directory == "/");
    CHECK(lab_of({"--origin-delay", "0.5..5"}).setup.origin.max_delay == 5s);
    CHECK(std::get<netlab::duplication>(lab_of({"--duplicate", "1%"}).setup.path.further).part == 0.01);
    CHECK(std::get<netlab::reordering>(lab_of({"--reorder", "1%:5ms"}).setup.path.further).lead == 5ms);
    CHECK(lab_of({"--tls"}).setup.tls);
    CHECK(lab_of({}).setup.path.congestion_control == "reno");
    CHECK(lab_of({"--tcp", "cubic", "--profile", "3g"}).setup.path.congestion_control == "cubic");
    CHECK(lab_of({"--origin-error-rate", "25%"}).setup.origin.error_rate == 0.25);
    CHECK(lab_of({"--profile", "3G"}).setup.path.rtt == 300ms);
    CHECK(lab_of({"--profile", "3g", "--seed", "7"}).setup.path.seed == 7);
    CHECK(lab_of({"--origin-error-rate", "0.25"}).setup.origin.error_rate == 0.25);
}

TEST_CASE("options beside a profile change it") {
    const auto path = lab_of({"--rtt", "10ms", "--profile", "bloat", "--queue", "4000"}).setup.path;
    CHECK(path.rtt == 10ms);
    CHECK(path.down == 5'000'000);
    CHECK(path.queue_bytes == 4'000);
    CHECK(path.queue_time == 0s);
}

TEST_CASE("a trace takes the place of a profile's rate") {
    const test::temp_dir folder;
    const auto file = folder.path() / "trace";
    std::ofstream(file) << "1\n";
    const auto path = lab_of({"--profile", "fast-4g", "--trace-down", file.c_str()}).setup.path;
    CHECK(describe(path) == "rtt 60ms, up 1.5M, down by a trace of 1ms (12M on average)");
    CHECK(
        lab_refusal({"--down", "9M", "--trace-down", file.c_str(), "--", "true"}).contains("contradicts --"));
}

TEST_CASE("words after -- are the command's, unchanged") {
    const std::vector<std::string> words = {"curl", "-s", "--rtt", "--help", "--", "get"};
    CHECK(std::get<lab_options>(parse_lab_words({"lab", "--", "curl", "-s", "--rtt", "--help", "--", "get"}))
              .command == words);
    CHECK(std::get<lab_options>(parse_lab_words({"lab", "true"})).command ==
          std::vector<std::string>{"true"});
    CHECK(lab_refusal({"curl", "-s", "x"}).contains("-s"));
}

TEST_CASE("a wrong condition is refused by its name, with a right example") {
    const std::vector<const char*> rows[] = {
        {"--rtt", "100"},        {"--rtt", "61s"},
        {"--jitter", "fast"},    {"--down", "9Mbit"},
        {"--up", "0"},           {"--queue", "64q"},
        {"--queue", "2999"},     {"--queue", "0s"},
        {"--loss", "2"},         {"--loss", "1"},
        {"--loss", "1.0"},       {"--ge", "1%"},
        {"--ge", "1%,"},         {"--ge", "1,1,1,1,1"},
        {"--duplicate", "1"},    {"--reorder", "1%:5"},
        {"--trace-down", "/"},   {"--trace-up", "/dev/null"},
        {"--police", "5M"},      {"--aqm", "red"},
        {"--wake-up", "500"},    {"--seed", "-1"},
        {"--tcp", "../reno"},    {"--tcp", "sixteen_letters_"},
        {"--profile", "5g"},     {"--origin-dir", "/etc/hostname/no"},
        {"--origin-delay", "x"}, {"--origin-error-rate", "2"},
    };
    for (auto row : rows) {
        CAPTURE(row[0]);
        CAPTURE(row[1]);
        const std::string begin = std::string(row[0]) + " " + row[1] + ": ";
        row.insert(row.end(), {"--", "true"});
        CHECK(lab_refusal(row).starts_with(begin));
    }
    CHECK(lab_refusal({"--loss", "1%", "--ge", "1%,1%", "--", "true"}) ==
          "--loss 1%: contradicts --ge: give one of the two");
    CHECK(lab_refusal({"--loss", "1"}).ends_with(": 1 is 100 %: write 1% or 0.01"));
    CHECK(lab_of({"--loss", "100%"}).setup.path.loss.lost_in_good == 1);
    CHECK(lab_refusal({}).starts_with("lab without a command"));
    CHECK(lab_refusal({"--"}).starts_with("lab without a command"));
}

TEST_CASE("profiles are shown as text or as JSON") {
    CHECK_FALSE(std::get<profiles_options>(parse_lab_words({"profiles"})).json);
    CHECK(std::get<profiles_options>(parse_lab_words({"profiles", "--json"})).json);
}
