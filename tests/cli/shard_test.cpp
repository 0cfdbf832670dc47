// Each URL is in one shard, the same one everywhere.
#include "cli/shard.hpp"

#include <flags/base/error.hpp>

#include <doctest/doctest.h>

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

using flags::cli::read_shard;
using flags::cli::shard;

namespace {

using variables = std::map<std::string, std::string, std::less<>>;

std::string shard_in(std::string_view text, const variables& set = {}) {
    try {
        const auto part = read_shard("--shard", text, [&set](const char* name) -> const char* {
            const auto found = set.find(name);
            return found == set.end() ? nullptr : found->second.c_str();
        });
        return std::to_string(part.number) + "/" + std::to_string(part.count);
    } catch (const flags::usage_error& e) {
        return e.what();
    }
}

variables slurm_array(const std::string& id, const std::string& count, const std::string& least,
                      const std::string& most, const std::string& step) {
    return {{"SLURM_ARRAY_TASK_ID", id},
            {"SLURM_ARRAY_TASK_COUNT", count},
            {"SLURM_ARRAY_TASK_MIN", least},
            {"SLURM_ARRAY_TASK_MAX", most},
            {"SLURM_ARRAY_TASK_STEP", step}};
}

} // namespace

TEST_CASE("each URL is in one shard, and shards are of one size") {
    constexpr std::uint64_t count = 7;
    std::vector<int> sizes(count);
    for (int n = 0; n < 7'000; ++n) {
        const std::string url = "http://a.example/" + std::to_string(n);
        int takers = 0;
        for (std::uint64_t number = 1; number <= count; ++number)
            if (shard{.number = number, .count = count}.has(url)) {
                ++takers;
                ++sizes[number - 1];
            }
        REQUIRE(takers == 1);
    }
    for (const int size : sizes)
        CHECK((size > 850 && size < 1'150));
    CHECK(shard{.number = 3, .count = 7}.has("http://a.example/x")); // in each version of this program
    CHECK(shard{}.has("http://a.example/x"));
}

TEST_CASE("all files of a server are in one shard if that is asked for") {
    std::set<std::uint64_t> used;
    for (int host = 0; host < 50; ++host)
        for (std::uint64_t number = 1; number <= 4; ++number) {
            const shard part{.number = number, .count = 4, .by_host = true};
            const std::string server = "http://" + std::to_string(host) + ".example";
            CHECK(part.has(server + "/a") == part.has(server + "/b/c?d"));
            if (part.has(server + "/a")) used.insert(number);
        }
    CHECK(used.size() == 4);
}

TEST_CASE("a shard is a number of how many, or what the scheduler says") {
    struct row {
        std::string_view text;
        variables set;
        std::string_view part;
    };
    for (const auto& [words, set, part] : std::vector<row>{
             {"1/1", {}, "1/1"},
             {"3/8", {}, "3/8"},
             {"auto", slurm_array("5", "4", "5", "8", "1"), "1/4"},
             {"auto", slurm_array("8", "4", "5", "8", "1"), "4/4"},
             {"auto", slurm_array("6", "4", "0", "7", "2"), "4/4"},
             {"auto/4", {{"JOB_COMPLETION_INDEX", "0"}}, "1/4"},
             {"auto/4", {{"JOB_COMPLETION_INDEX", "3"}}, "4/4"},
             {"auto/4", {{"PBS_ARRAY_INDEX", "4"}}, "1/4"},
             {"auto/4", {{"PARALLEL_SEQ", "3"}}, "4/4"},
         })
        CHECK(shard_in(words, set) == part);
}

TEST_CASE("what says no shard is refused with what to give") {
    for (const auto* const words :
         {"", "3", "0/3", "4/3", "1/0", "-1/3", "1/2/3", "a/b", "1/99999999", "auto/0", "auto/x", "autos"})
        CHECK(shard_in(words).contains("give I/N, the number of this shard and how many there are"));
    CHECK(shard_in("auto").contains("give auto/N"));
    CHECK(shard_in("auto", {{"JOB_COMPLETION_INDEX", "0"}}).contains("give auto/N"));
    CHECK(shard_in("auto/4").contains("PARALLEL_SEQ has a number: give I/N"));
    CHECK(shard_in("auto/4", {{"PARALLEL_SEQ", "x"}}).contains("has a number: give I/N"));
    CHECK(shard_in("auto", slurm_array("7", "3", "1", "7", "1")).contains("not evenly spaced: give I/N"));
    CHECK(shard_in("auto", slurm_array("7", "3", "1", "7", "0")).contains("not evenly spaced"));
    CHECK(shard_in("auto", {{"SLURM_ARRAY_TASK_ID", "1"}, {"SLURM_ARRAY_TASK_COUNT", "2"}})
              .contains("not evenly spaced"));
}
