// What fuzzing has found, and what it begins with, as tests.
#include "fuzz/fuzz.hpp"
#include "support/read_file.hpp"

#include <doctest/doctest.h>

#include <filesystem>

namespace fs = std::filesystem;

namespace flags::test {

std::map<std::string, fuzz_function, std::less<>>& fuzz_targets() {
    static std::map<std::string, fuzz_function, std::less<>> all;
    return all;
}

} // namespace flags::test

TEST_CASE("each fuzz target takes all of its corpus") {
    const auto& all = flags::test::fuzz_targets();
    CHECK(all.size() >= 12);
    for (const auto& [name, target] : all) {
        CAPTURE(name);
        std::size_t files = 0;
        for (const auto& file : fs::directory_iterator(fs::path(FLAGS_CORPUS) / name)) {
            target(flags::test::read_file(file.path()));
            ++files;
        }
        CHECK(files > 0);
    }
}
