// Few file descriptors: fewer requests at once, a note, and all flags.
#include "e2e/flags_program.hpp"
#include "support/nginx.hpp"

#include <doctest/doctest.h>

#include <cstdio>
#include <string>
#include <vector>

using namespace flags::test;

namespace {

// AA, AB, ... : 250 codes in the shape of countries.
std::vector<std::string> many_codes() {
    std::vector<std::string> codes;
    for (int number = 0; number < 250; ++number)
        codes.push_back({static_cast<char>('A' + number / 26), static_cast<char>('A' + number % 26)});
    return codes;
}

} // namespace

TEST_CASE("300 requests at once under a limit of 64 descriptors become fewer, and 250 flags arrive") {
    if (!nginx::available()) {
        std::puts("SKIPPED: nginx is not installed (apt-get install nginx-light)");
        return;
    }
    const temp_dir root;
    for (const auto& code : many_codes())
        write_file(root.path() / (code + ".png"), real_flag("BR"));
    const nginx server({.root = root.path()});
    const program flags;
    std::vector<std::string> words = many_codes();
    words.insert(words.end(), {"-m", "300", "-s", server.url("/{CC}.png"), "--ext", "png"});
    const auto result = flags.shell("ulimit -n 64; exec \"$@\"", words);
    CHECK(result.exit_code == exit_ok);
    CHECK(result.err ==
          "note: RLIMIT_NOFILE allows 24 requests at once, not 250: raise `ulimit -n` for more\n");
    CHECK(codes_of(result.out, 250).size() == 250);
    CHECK(flags.files().size() == 250);
    for (const auto& code : many_codes())
        CHECK((flags.file(code + ".png") == real_flag("BR")));
}

TEST_CASE("with the embedded server each request needs two descriptors of the process") {
    const program flags;
    const auto result = flags.shell("ulimit -n 64; exec \"$@\"", {"-m", "300"});
    CHECK(result.exit_code == exit_ok);
    CHECK(result.err.contains("12 requests at once, not 20"));
    CHECK(codes_of(result.out, 20).size() == 20);
}

TEST_CASE("a soft limit is raised without a message") {
    const program flags;
    const auto result = flags.shell("ulimit -S -n 64; exec \"$@\"", {"-m", "300"});
    CHECK(result.exit_code == exit_ok);
    CHECK(result.err.empty());
    CHECK(codes_of(result.out, 20).size() == 20);
}

TEST_CASE("a file beyond `ulimit -f` is a failure with exit code 3, the program is not killed") {
    const program flags;
    const auto result =
        flags.shell("ulimit -f 1; exec \"$@\"", {"BR", "US"}); // 512 bytes: less than any flag
    CHECK(result.exit_code == exit_machine);
    CHECK(result.err.contains("BR: "));
    CHECK(result.err.contains("US: "));
    CHECK(result.out.starts_with("0 downloads in "));
    CHECK(flags.files().empty());
}

TEST_CASE("too few descriptors for one connection are refused at once, by whoever needs them") {
    const program flags;
    const std::vector<std::vector<std::string>> commands = {
        {"CN"},
        {"CN", "-s", "http://127.0.0.1:9"},
        {"CN", "--mode", "sequential", "-s", "http://127.0.0.1:9"},
        {"serve"}};
    for (const auto& words : commands)
        for (const int limit : {10, 18, 30}) {
            CAPTURE(words.back());
            CAPTURE(limit);
            const auto result = flags.shell("ulimit -n " + std::to_string(limit) + "; exec \"$@\"", words);
            CHECK(result.exit_code == exit_machine);
            CHECK(result.err.contains("(ulimit -n)"));
            CHECK(result.out.empty());
        }
}
