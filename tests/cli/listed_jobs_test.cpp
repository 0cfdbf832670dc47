// Lists of other people become jobs, and what is none is counted.
#include "cli/listed_jobs.hpp"
#include "support/run_async.hpp"
#include "support/temp_dir.hpp"

#include <flags/base/error.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

using namespace flags;
using jobs = std::vector<fetch::job>;

namespace {

const std::string site = "http://a.example/";

coro::task<jobs> collect(cli::list_options list, cli::left_out_lines& left_out) {
    auto source = cli::listed_jobs(std::move(list), left_out);
    jobs all;
    while (auto each = co_await source.next())
        all.push_back(std::move(*each));
    co_return all;
}

// The jobs of a list in a file, and of what options say beside it.
jobs jobs_in(const std::string& bytes, cli::left_out_lines& left_out, cli::list_options list = {}) {
    const test::temp_dir folder;
    list.input = (folder.path() / "list").string();
    std::ofstream(*list.input, std::ios::binary) << bytes;
    return test::run_async(collect(std::move(list), left_out));
}

std::vector<std::string> files_of(const jobs& all) {
    std::vector<std::string> names;
    std::ranges::transform(all, std::back_inserter(names), &fetch::job::file_name);
    return names;
}

} // namespace

TEST_CASE("each line is a job, in order, behind the URLs of the command line") {
    cli::left_out_lines left_out;
    const auto all =
        jobs_in("\xef\xbb\xbf# a list\r\n" + site + "a.png\r\n\r\n" + site + "b?x=1\tc/d.gif\n{\"url\":\"" +
                    site + R"(e","sha256":")" + std::string(64, 'a') + "\"}",
                left_out, {.urls = {site + "first.svg"}});
    CHECK(left_out.count() == 0);
    CHECK(files_of(all) == std::vector<std::string>{"first.svg", "a.png", "c/d.gif", "e"});
    CHECK(all[2].label == "d.gif");
    CHECK(all[2].url == site + "b?x=1");
    CHECK(all[3].wanted_sha256 == std::string(64, 'a'));
}

TEST_CASE("what a body has to be is said by the file's name, the URL's, or the option") {
    using cli::expected_content;
    struct row {
        std::string line;
        expected_content expect;
        std::optional<fetch::media_type> type;
        bool any_image;
    };
    for (const auto& [line, expect, type, any_image] : std::vector<row>{
             {"a.png", expected_content::by_name, fetch::media_type::png, false},
             {"a.png?b.gif\tc", expected_content::by_name, fetch::media_type::png, false},
             {"a.png\tb.gif", expected_content::by_name, fetch::media_type::gif, false},
             {"a.txt", expected_content::by_name, std::nullopt, false},
             {"a.txt", expected_content::image, std::nullopt, true},
             {"a.png", expected_content::image, fetch::media_type::png, true},
             {"a.png", expected_content::any, std::nullopt, false},
         }) {
        CAPTURE(line);
        cli::left_out_lines left_out;
        const auto all = jobs_in(site + line, left_out, {.expect = expect});
        REQUIRE(all.size() == 1);
        CHECK(all[0].expected == type);
        CHECK(all[0].any_image == any_image);
    }
}

TEST_CASE("two lines never have one file: the second is left out, or its number marks it") {
    const std::string list = site + "a.png\n" + site + "b/A.PNG\n" + site + "c\ta.png/d\n" + site + "d.png\n";
    cli::left_out_lines left_out;
    CHECK(files_of(jobs_in(list, left_out)) == std::vector<std::string>{"a.png", "d.png"});
    CHECK(left_out.sentence() == "2 lines of the list were left out: 2 × its file is that of an earlier "
                                 "line, or one is a folder of the "
                                 "other (the first is line 2: " +
                                     site + "b/A.PNG)");
    cli::left_out_lines none;
    CHECK(files_of(jobs_in(list, none, {.marks_collisions = true})) ==
          std::vector<std::string>{"a.png", "A_2.PNG", "d.png"});
    CHECK(none.count() == 1); // no mark makes room for a folder where a file is
}

TEST_CASE("a hundred thousand wrong lines are one sentence, and long ones cost no memory") {
    std::string list = site + "a.png\n";
    for (int n = 0; n < 100'000; ++n)
        list += "nothing\n";
    list += std::string(200'000, 'x') + "\n" + site + "b.png\t../b.png\n" + site + "c.png\n";
    cli::left_out_lines left_out;
    CHECK(files_of(jobs_in(list, left_out)) == std::vector<std::string>{"a.png", "c.png"});
    CHECK(left_out.count() == 100'002);
    const auto sentence = left_out.sentence();
    CHECK(sentence.starts_with("100002 lines of the list were left out: "));
    CHECK(sentence.contains("100000 × no URL to fetch: "));
    CHECK(sentence.contains("(the first is line 2: nothing)"));
    CHECK(sentence.size() < 1'000);
}

TEST_CASE("a compressed list and one that cannot be read are refused") {
    cli::left_out_lines left_out;
    CHECK_THROWS_AS(jobs_in("\x1f\x8b\x08", left_out), usage_error);
    CHECK_THROWS_AS(test::run_async(collect({.input = "/nowhere/list"}, left_out)), storage_error);
}
