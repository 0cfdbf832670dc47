// Codes of countries or any URLs, and not both.
#include "cli/command_line.hpp"
#include "support/temp_dir.hpp"

#include <flags/base/error.hpp>

#include <doctest/doctest.h>

#include <fstream>
#include <string>
#include <variant>
#include <vector>

using namespace flags::cli;

namespace {

get_options list_command(std::vector<const char*> words) {
    words.insert(words.begin(), {"flags", "get"});
    return std::get<get_options>(parse_command_line(static_cast<int>(words.size()), words.data()));
}

std::string list_refusal(const std::vector<const char*>& words) {
    try {
        static_cast<void>(list_command(words));
    } catch (const flags::usage_error& e) {
        return e.what();
    }
    return "nothing was refused";
}

} // namespace

TEST_CASE("URLs in place of codes and an input are a list") {
    CHECK_FALSE(list_command({"CN"}).list);
    const auto given =
        list_command({"http://a.example/x", "-i", "-", "http://a.example/y", "--per-host", "3", "--expect",
                      "image", "--on-collision", "suffix", "--failed", "f", "--name-template",
                      "{host}/{path}", "--shard", "2/5", "--hosts-by-shard"});
    REQUIRE(given.list);
    CHECK(given.codes.empty());
    CHECK_FALSE(given.embedded);
    CHECK(given.list->urls == std::vector<std::string>{"http://a.example/x", "http://a.example/y"});
    CHECK(given.list->input == "-");
    CHECK(given.list->per_host == 3);
    CHECK(given.list->expect == expected_content::image);
    CHECK(given.list->marks_collisions);
    CHECK(given.list->failed == "f");
    CHECK(given.list->part.number == 2);
    CHECK(given.list->part.count == 5);
    CHECK(given.list->part.by_host);
    CHECK(given.list->names.path_for("http://a.example/x", 1) == "a.example/x");
    const auto usual = list_command({"-i", "/dev/null"});
    REQUIRE(usual.list);
    CHECK(usual.list->expect == expected_content::by_name);
    CHECK_FALSE(usual.list->marks_collisions);
    CHECK(usual.list->names.path_for("http://a.example/b/x", 1) == "x");
}

TEST_CASE("what is for the one is refused beside the other") {
    struct row {
        std::vector<const char*> words;
        std::string begin;
    };
    for (const auto& [words, begin] : std::vector<row>{
             {{"CN", "http://a.example/x"}, "get CN: is no URL"},
             {{"-i", "-", "--all"}, "--all: is for flags of countries"},
             {{"-i", "-", "-s", "LOCAL"}, "--server: is for flags of countries"},
             {{"-i", "-", "--names"}, "--names: is for flags of countries"},
             {{"-i", "-", "-l", "3"}, "--limit: is for flags of countries"},
             {{"-i", "-", "--shard", "3/2"}, "--shard 3/2: give I/N"},
             {{"CN", "--shard", "1/2"}, "--shard: is for any files"},
             {{"CN", "--per-host", "3"}, "--per-host: is for any files: give -i FILE or URLs"},
             {{"--failed", "f"}, "--failed: is for any files"},
             {{"-i", "/nowhere/list"}, "--input /nowhere/list: cannot be read: give a list"},
             {{"-i", "-", "--expect", "gif"}, "--expect gif: give name, image or any"},
             {{"-i", "-", "--on-collision", "x"}, "--on-collision x: give error or suffix"},
             {{"-i", "-", "--per-host", "0"}, "--per-host 0: "},
             {{"-i", "-", "--name-template", "{cc}"}, "--name-template: \"{cc}\" is not a template of paths"},
         }) {
        CAPTURE(begin);
        CHECK(list_refusal(words).starts_with(begin));
    }
}

TEST_CASE("what fails does not replace the list that is read") {
    const flags::test::temp_dir folder;
    const auto file = (folder.path() / "list").string();
    std::ofstream(file) << "http://a.example/x\n";
    CHECK(list_refusal({"-i", file.c_str(), "--failed", file.c_str()}) ==
          "--failed " + file + ": is the list itself: name another file");
}
