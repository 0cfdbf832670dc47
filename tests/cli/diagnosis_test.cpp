// What flags doctor says of what it finds, and what it leaves out.
#include "cli/diagnosis.hpp"
#include "support/temp_dir.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

using namespace flags::cli;

namespace {

std::filesystem::path file_with(const flags::test::temp_dir& folder, const std::string& text) {
    const auto file = folder.path() / "settings";
    std::ofstream(file) << text;
    return file;
}

} // namespace

TEST_CASE("of a proxy scheme, host and port are shown, and never what may be a secret") {
    struct row {
        std::string_view proxy;
        std::string_view shown;
    };
    for (const auto& [proxy, shown] : {
             row{"http://proxy.example:3128", "http://proxy.example:3128"},
             row{"proxy.example", "proxy.example"},
             row{"socks5h://[::1]:1080/", "socks5h://[::1]:1080"},
             row{"http://user:secret@proxy.example:3128/", "http://credentials@proxy.example:3128"},
             row{"user:secret@proxy.example", "credentials@proxy.example"},
             row{"http://proxy.example/?key=secret", "http://proxy.example"},
             row{"http://user:sec/ret@proxy.example", "(not shown)"},
             row{"http://user:se@cret@proxy.example", "(not shown)"},
             row{"http://proxy.example/a@secret", "(not shown)"},
             row{"http://user%3Asecret%40proxy.example", "(not shown)"},
             row{"secret word://user@host", "(not shown)"},
             row{"\033[2J", "(not shown)"},
             row{"http://", "(not shown)"},
         }) {
        CAPTURE(proxy);
        CHECK(proxy_without_credentials(proxy) == shown);
    }
}

TEST_CASE("the proxies are those of the variables that libcurl reads") {
    CHECK(proxies_in([](const char*) -> const char* { return nullptr; }) == "none");
    CHECK(proxies_in([](const char*) { return ""; }) == "none");
    CHECK(
        proxies_in([](const char* variable) -> const char* {
            const std::string_view name = variable;
            if (name == "https_proxy") return "http://me:secret@proxy.example:3128";
            if (name == "NO_PROXY") return "intranet.example,10.0.0.1";
            return name == "no_proxy" ? "*" : nullptr;
        }) ==
        "https_proxy http://credentials@proxy.example:3128; no_proxy for all hosts; NO_PROXY for some hosts");
}

TEST_CASE("name servers are read as resolv.conf has them") {
    const flags::test::temp_dir folder;
    CHECK(name_servers_in(folder.path() / "missing").ends_with("missing cannot be read"));
    CHECK(name_servers_in(file_with(folder, "search example\n# nameserver 1.2.3.4\n"))
              .starts_with("no name server in "));
    CHECK(name_servers_in(
              file_with(folder, "nameserver 192.0.2.1\n\noptions rotate\nnameserver\t2001:db8::1  # x\n")) ==
          "192.0.2.1, 2001:db8::1");
}

TEST_CASE("the distribution is named with or without quotes") {
    const flags::test::temp_dir folder;
    CHECK(distribution_in(folder.path() / "missing") == "unknown");
    CHECK(distribution_in(file_with(folder, "ID=debian\nPRETTY_NAME=\"Debian 13\"\n")) == "Debian 13");
    CHECK(distribution_in(file_with(folder, "PRETTY_NAME=Void\n")) == "Void");
}

TEST_CASE("the version of the headers is named when it is another") {
    CHECK(version_words("8.14.1", "8.14.1") == "8.14.1");
    CHECK(version_words("8.14.1", "7.88.1") == "8.14.1, compiled with 7.88.1");
}

TEST_CASE("a diagnosis is text in 80 columns, a row for each thing") {
    const std::vector<diagnosis_row> rows = {
        {.what = "lab", .found = "does not work: " + std::string(60, 'a') + " " + std::string(40, 'b')},
        {.what = "a long name", .found = "two\nlines"}};
    const auto text = diagnosis_text(rows);
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
        CHECK(line.size() <= 80);
    CHECK(text.ends_with("\na long name  two lines\n"));
    CHECK(text.contains("\n             bbb"));
}
