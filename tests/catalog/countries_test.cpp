// The table of countries: the installed one, and what happens to damaged ones.
#include <flags/base/error.hpp>
#include <flags/base/unique_fd.hpp>
#include <flags/catalog/countries.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <sys/mman.h>
#include <unistd.h>

using namespace std::string_literals;
using flags::storage_error;
using flags::catalog::countries;
using flags::catalog::country_code;

namespace {

// A file with these bytes that needs no folder and leaves nothing behind.
class memory_file {
public:
    explicit memory_file(std::string_view bytes) : fd_(::memfd_create("countries", MFD_CLOEXEC)) {
        REQUIRE(::write(fd_.get(), bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
    }
    [[nodiscard]] std::string path() const { return "/proc/self/fd/" + std::to_string(fd_.get()); }

private:
    flags::unique_fd fd_;
};

std::string entry(std::string_view code, std::string_view name) {
    return R"({"alpha_2": ")" + std::string(code) + R"(", "name": ")" + std::string(name) + "\"}";
}
std::string file_of(const std::string& entries) { return R"({"3166-1": [)" + entries + "]}"; }

} // namespace

TEST_CASE("the installed table knows the countries by their common names") {
    const countries table;
    const auto name = [&](std::string_view code) { return *table.name(country_code::parse(code)); };
    CHECK(name("BD") == "Bangladesh");
    CHECK(name("BR") == "Brazil");
    CHECK(name("VN") == "Vietnam");
    CHECK(name("IR") == "Iran");
    CHECK(name("TR") == "Türkiye");
    CHECK(table.name(country_code::parse("XX")) == nullptr);
    CHECK(table.name(country_code::parse("AA")) == nullptr);
    CHECK(table.name(country_code::parse("ZZ")) == nullptr);

    const auto codes = table.codes();
    CHECK(codes.size() >= 249);
    CHECK(std::ranges::is_sorted(codes));
    CHECK(codes.front().upper() == "AD");
    CHECK(codes.back().upper() == "ZW");
}

TEST_CASE("codes come sorted whatever the file's order") {
    const memory_file file(file_of(entry("ZW", "Zimbabwe") + "," + entry("AD", "Andorra")));
    const countries table(file.path());
    CHECK(table.codes() == std::vector{country_code::parse("AD"), country_code::parse("ZW")});
    CHECK(*table.name(country_code::parse("ZW")) == "Zimbabwe");
}

TEST_CASE("a missing file is a storage error that names it and the package") {
    try {
        const countries table("/nonexistent/iso_3166-1.json");
        FAIL("loaded");
    } catch (const storage_error& e) {
        CHECK(e.code() == std::errc::no_such_file_or_directory);
        const std::string_view sentence = e.what();
        CHECK(sentence.find("/nonexistent/iso_3166-1.json") != std::string_view::npos);
        CHECK(sentence.find("iso-codes") != std::string_view::npos);
    }
}

TEST_CASE("a folder in the file's place is a storage error") {
    CHECK_THROWS_AS(countries("/proc/self"), storage_error);
}

TEST_CASE("a damaged file is a storage error that says so") {
    const std::string table[] = {
        ""s,
        "not json"s,
        "[]"s,
        "{}"s,
        R"({"3166-1": 7})"s,
        R"({"3166-1": ["AD"]})"s,
        file_of(""),
        file_of(R"({"name": "No code"})"),
        file_of(R"({"alpha_2": "AD"})"),
        file_of(R"({"alpha_2": 7, "name": "Number"})"),
        file_of(R"({"alpha_2": "AD", "name": 7})"),
        file_of(entry("A", "Short")),
        file_of(entry("AD", "")),
        file_of(entry("AD", R"(\u001b[2J)")),
        file_of(entry("AD", "One") + "," + entry("ad", "Two")),
        file_of(entry("AD", "Andorra")).substr(0, 30),
        std::string(1000, '['),
    };
    for (const auto& text : table) {
        CAPTURE(text);
        const memory_file file(text);
        CHECK_THROWS_WITH_AS(countries{file.path()}, doctest::Contains("damaged"), storage_error);
    }
}

TEST_CASE("a file beyond the limit is refused before it is parsed") {
    const memory_file file(file_of(entry("AD", std::string(1U << 20U, 'x'))));
    CHECK_THROWS_WITH_AS(countries{file.path()}, doctest::Contains("1 MiB"), storage_error);
}
