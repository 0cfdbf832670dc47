// What is said to `flags probe` becomes options, or is refused by one sentence that helps.
#include "cli/command_line.hpp"

#include <flags/base/error.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <utility>
#include <variant>
#include <vector>

using namespace std::chrono_literals;
using namespace flags;
using namespace flags::cli;

namespace {

command parse_probe(std::vector<const char*> words) {
    words.insert(words.begin(), {"flags", "probe"});
    return parse_command_line(static_cast<int>(words.size()), words.data());
}

lookup_options probe(const std::vector<const char*>& words) {
    return std::get<lookup_options>(parse_probe(words));
}

std::string probe_refusal(const std::vector<const char*>& words) {
    try {
        static_cast<void>(parse_probe(words));
    } catch (const usage_error& e) {
        return e.what();
    }
    return "nothing was refused";
}

} // namespace

TEST_CASE("names alone are queried with polite defaults") {
    const auto options = probe({"python.org", "no-lang.invalid"});
    CHECK(options.names == std::vector<std::string>{"python.org", "no-lang.invalid"});
    CHECK_FALSE(options.input);
    CHECK(options.tld.empty());
    CHECK_FALSE(options.wildcard_check);
    CHECK(options.output == probe_output::book);
    CHECK(options.resolver.servers.empty());
    CHECK(options.resolver.rate == 500);
    CHECK(options.resolver.max_in_flight == 500);
    CHECK(options.resolver.timeout == 2s);
    CHECK(options.resolver.tries == 3);
    CHECK_FALSE(options.resolver.system);
}

TEST_CASE("each option of probe is read") {
    CHECK(probe({"-"}).input == "-");
    CHECK(probe({"-"}).names.empty());
    CHECK(probe({"-i", "/dev/null", "a.dev"}).input == "/dev/null");
    CHECK(probe({"a.dev", "--columns"}).output == probe_output::columns);
    CHECK(probe({"a.dev", "--tsv"}).output == probe_output::tsv);
    CHECK(probe({"a.dev", "--json"}).output == probe_output::json);
    CHECK(probe({"a.dev", "--rate", "0"}).resolver.rate == 0);
    CHECK(probe({"a.dev", "-m", "7"}).resolver.max_in_flight == 7);
    CHECK(probe({"a.dev", "--timeout", "0.5"}).resolver.timeout == 500ms);
    CHECK(probe({"a.dev", "--timeout", "500ms"}).resolver.timeout == 500ms);
    CHECK(probe({"a.dev", "-q"}).verbosity == -1);
    CHECK(probe({"a.dev", "--tries", "9"}).resolver.tries == 9);
    CHECK(probe({"a.dev", "-vv"}).verbosity == 2);
    CHECK(probe({"a.dev", "--resolver", "system"}).resolver.system);
    CHECK(probe({"a.dev", "--resolver", "system"}).resolver.max_in_flight == 32);
    for (const char* server : {"127.0.0.1", "127.0.0.1:5353", "::1", "[::1]:5353"})
        CHECK(probe({"a.dev", "--nameserver", server}).resolver.servers == std::vector<std::string>{server});
    CHECK(probe({"--nameserver", "127.0.0.1", "a.dev", "--nameserver", "::1"}).resolver.servers ==
          std::vector<std::string>{"127.0.0.1", "::1"});
}

TEST_CASE("with --tld the short keywords or the words are queried, after a check for a wildcard") {
    const auto options = probe({"--tld", "COM.BR"});
    CHECK(options.tld == "com.br");
    CHECK(options.names.size() == 35);
    CHECK(options.max_length == 4);
    CHECK(options.wildcard_check);
    CHECK(probe({"--tld", ".org"}).tld == "org");
    CHECK(probe({"--tld", "dev", "--max-length", "2"}).max_length == 2);
    CHECK_FALSE(probe({"--tld", "dev", "--no-wildcard-check"}).wildcard_check);
    const auto words = probe({"--tld", "dev", "--words", "/dev/null"});
    CHECK(words.names.empty());
    CHECK(words.input == "/dev/null");
    CHECK_FALSE(words.max_length);
}

TEST_CASE("a wrong option of probe is refused, with the option and a right value") {
    const std::vector<std::pair<std::vector<const char*>, std::string>> wrong = {
        {{}, "probe: give names"},
        {{"-", "-i", "/dev/null"}, "contradicts --input"},
        {{"-i", "/no/such/file"}, "--input /no/such/file: cannot be read"},
        {{"-i", "/"}, "--input /: is a folder"},
        {{"--tld", "dev", "--words", "/no/such/file"}, "--words /no/such/file: cannot be read"},
        {{"a.dev", "--words", "/dev/null"}, "requires --tld"},
        {{"a.dev", "--max-length", "3"}, "requires --tld"},
        {{"--tld", "dev", "a"}, "takes no names beside it"},
        {{"--tld", "dev", "-i", "/dev/null"}, "takes no names beside it"},
        {{"--tld", "d_v"}, "--tld d_v: only letters, digits and hyphens"},
        {{"--tld", "dev", "--max-length", "0"}, "--max-length 0: give a number of letters from 1 to 63"},
        {{"a.dev", "--tsv", "--json"}, "--json: contradicts --tsv: give one of the two"},
        {{"a.dev", "--resolver", "fast"}, "--resolver fast: give dns or system"},
        {{"a.dev", "--resolver", "system", "--nameserver", "::1"}, "is not for --resolver system"},
        {{"a.dev", "--nameserver", "dns.example"}, "--nameserver dns.example: give an address"},
        {{"a.dev", "--nameserver", "127.0.0.1,127.0.0.2"}, "give an address"},
        {{"a.dev", "--nameserver", "127.0.0.1:0"}, "give an address"},
        {{"a.dev", "--nameserver", "127.0.0.1:70000"}, "give an address"},
        {{"a.dev", "--nameserver", "[::1"}, "give an address"},
        {{"a.dev", "--nameserver", "[::1]5353"}, "give an address"},
        {{"a.dev", "--rate", "-1"}, "--rate"},
        {{"a.dev", "--max-req", "1001"}, "--max-req 1001: give a number from 1 to 1000"},
        {{"a.dev", "--tries", "0"}, "--tries 0: give a number from 1 to 100"},
        {{"a.dev", "--timeout", "0"}, "--timeout 0: give a time"},
    };
    for (const auto& [words, sentence] : wrong) {
        CAPTURE(sentence);
        CHECK(probe_refusal(words).find(sentence) != std::string::npos);
    }
}
