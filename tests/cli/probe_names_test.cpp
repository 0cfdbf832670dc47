// Names from words, keywords and hostile files.
#include "cli/probe_names.hpp"
#include "support/run_async.hpp"
#include "support/temp_dir.hpp"

#include <flags/base/error.hpp>

#include <doctest/doctest.h>

#include <fstream>
#include <string>
#include <vector>

using namespace flags;
using names = std::vector<std::string>;

namespace {

coro::task<names> collect(cli::lookup_options options) {
    auto source = cli::probe_names(std::move(options));
    names all;
    while (auto name = co_await source.next())
        all.push_back(std::move(*name));
    co_return all;
}

names lines(const std::string& bytes) {
    const test::temp_dir folder;
    const auto path = folder.path() / "names";
    std::ofstream(path, std::ios::binary) << bytes;
    return test::run_async(collect({.input = path.string()}));
}

} // namespace

TEST_CASE("the book's 18 short keywords below a tld, in lower case") {
    const auto all =
        test::run_async(collect({.names = cli::python_keywords(), .tld = "dev", .max_length = 4}));
    CHECK(all == names{"none.dev", "true.dev", "and.dev", "as.dev", "def.dev", "del.dev", "elif.dev",
                       "else.dev", "for.dev", "from.dev", "if.dev", "in.dev", "is.dev", "not.dev", "or.dev",
                       "pass.dev", "try.dev", "with.dev"});
}

TEST_CASE("lines are trimmed, comments and empty ones are left out, the last needs no newline") {
    CHECK(lines("a.dev\n\n  # none\n\t b.dev \r\n#c.dev\nd.dev") == names{"a.dev", "b.dev", "d.dev"});
    CHECK(lines("").empty());
    CHECK(lines("\n\n\n").empty());
}

TEST_CASE("names of the command line come before those of the file") {
    const test::temp_dir folder;
    const auto path = folder.path() / "names";
    std::ofstream(path) << "b.dev\n";
    CHECK(test::run_async(collect({.names = {"a.dev"}, .input = path.string()})) == names{"a.dev", "b.dev"});
}

TEST_CASE("an endless line is cut and costs no memory, and the next one is whole") {
    const auto all = lines(std::string(1'000'000, 'x') + "\nnext.dev\n" + std::string(100'000, 'y'));
    REQUIRE(all.size() == 3);
    CHECK(all[0] == std::string(2'000, 'x'));
    CHECK(all[1] == "next.dev");
    CHECK(all[2] == std::string(2'000, 'y'));
}

TEST_CASE("bytes that no name may have are passed on unchanged") {
    CHECK(lines(std::string("a\0b\n\xff\xfe\n", 7)) == names{std::string("a\0b", 3), "\xff\xfe"});
}

TEST_CASE("lines across two reads stay whole") {
    std::string bytes;
    names expected;
    for (int i = 0; i < 20'000; ++i) {
        expected.push_back("name-" + std::to_string(i) + ".dev");
        bytes += expected.back() + "\n";
    }
    CHECK((lines(bytes) == expected));
}

TEST_CASE("a missing list is an error") {
    CHECK_THROWS_AS((void)test::run_async(collect({.input = "/no/such/list"})), storage_error);
}
