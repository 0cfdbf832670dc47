// What fuzzing has found, and what it begins with, as tests.
#include "fuzz/fuzz.hpp"
#include "support/read_file.hpp"

#include <flags/base/random.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace fs = std::filesystem;

namespace {

// Sorted, because a folder's entries have no order.
std::vector<std::string> corpus_of(const std::string& target) {
    std::set<fs::path> files;
    for (const auto& file : fs::directory_iterator(fs::path(FLAGS_CORPUS) / target))
        files.insert(file.path());
    std::vector<std::string> inputs(files.size());
    std::ranges::transform(files, inputs.begin(), flags::test::read_file);
    return inputs;
}

// A piece is changed, cut out or doubled, as fuzzers do.
std::string damaged(std::string bytes, flags::splitmix64& random) {
    const std::size_t at = random() % (bytes.size() + 1);
    const std::size_t length = std::min<std::size_t>(random() % 16, bytes.size() - at);
    switch (random() % 4) {
    case 0:
        return bytes.insert(at, 1, static_cast<char>(random()));
    case 1:
        return bytes.erase(at, length);
    case 2:
        return bytes.insert(at, bytes.substr(at, length));
    default:
        if (at < bytes.size()) bytes[at] = static_cast<char>(random());
        return bytes;
    }
}

} // namespace

TEST_CASE("each fuzz target takes all of its corpus") {
    const auto& all = flags::test::fuzz_targets();
    CHECK(all.size() >= 17);
    for (const auto& [name, target] : all) {
        CAPTURE(name);
        const auto inputs = corpus_of(name);
        CHECK_FALSE(inputs.empty());
        for (const auto& input : inputs)
            target(input);
    }
}

TEST_CASE("each fuzz target takes its corpus with damage, the same in each run") {
    flags::splitmix64 random(1);
    for (const auto& [name, target] : flags::test::fuzz_targets()) {
        const auto inputs = corpus_of(name);
        for (std::size_t round = 0; round < 200; ++round) {
            auto input = inputs[round % inputs.size()];
            for (std::size_t times = 1 + random() % 4; times > 0; --times)
                input = damaged(std::move(input), random);
            CAPTURE(name);
            CAPTURE(input);
            target(input);
        }
    }
}
