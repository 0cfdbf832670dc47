// The HTTP archive of a comparison: its structure, its sums, and what a validator of the format says.
#include "process/child.hpp"
#include "report/har.hpp"
#include "report/sample_comparison.hpp"
#include "support/temp_dir.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

using namespace flags;
using nlohmann::ordered_json;

namespace {

std::vector<compare::request>& requests_of(compare::comparison& result, std::size_t variant) {
    return result.variants.at(variant).median_run->requests;
}

ordered_json log_of(const compare::comparison& comparison) {
    return ordered_json::parse(report::to_har(comparison)).at("log");
}

// The format as data of ours and a general validator, which both releases of Debian have: a HAR validator proper comes from
// npm, which Debian 13 does not package and which a test must not need a registry for. Debian's modules are those of
// /usr/bin/python3, whichever python3 comes first.
process::command python(const std::string& script, std::vector<std::string> arguments = {}) {
    arguments.insert(arguments.begin(), {"/usr/bin/python3", "-c", script});
    return {.argv = std::move(arguments)};
}

constexpr const char* validator = R"(
import json, jsonschema, sys
schema, archive = (json.load(open(name, encoding="utf-8")) for name in sys.argv[1:])
jsonschema.Draft7Validator.check_schema(schema)
breaches = list(jsonschema.Draft7Validator(schema).iter_errors(archive))
for breach in breaches: print(breach.json_path, breach.message[-300:])
sys.exit(3 if breaches else 0))";
constexpr int exit_refused = 3; // and no exception of Python's, which is 1

bool have_validator() {
    if (process::run(python("import jsonschema")).exit_code == 0) return true;
    std::puts("SKIPPED: there is no JSON Schema validator (apt-get install python3-jsonschema)");
    return false;
}

process::usage validated(const std::string& har) {
    const test::temp_dir folder;
    const auto file = folder.path() / "comparison.har";
    std::ofstream(file) << har;
    return process::run(python(validator, {FLAGS_HAR_SCHEMA, file}));
}

} // namespace

TEST_CASE("each variant with a waterfall is a page, and each of its attempts an entry") {
    const auto comparison = test::sample_comparison();
    const auto log = log_of(comparison);
    CHECK(log["version"] == "1.2");
    CHECK(log["creator"] == ordered_json({{"name", "flags"}, {"version", "0.1.0"}}));
    CHECK(log["comment"] == comparison.sentence);
    REQUIRE(log["pages"].size() == 3);
    CHECK(log["pages"][1]["title"] == "sequential-keepalive: rtt 100ms, down 9M");
    std::map<std::string, std::size_t> entries;
    for (const auto& entry : log["entries"])
        ++entries[entry["pageref"].get<std::string>()];
    for (std::size_t i = 0; i < 3; ++i)
        CHECK(entries[log["pages"][i]["id"].get<std::string>()] ==
              comparison.variants[i].median_run->requests.size());
}

TEST_CASE("the time of an entry is the sum of its phases, without absent ones and with TLS once") {
    auto comparison = test::sample_comparison({"BR"});
    requests_of(comparison, 0)[0].timings = {
        .blocked = 1, .dns = 2, .connect = 30, .ssl = 20, .send = 4, .wait = 5, .receive = 6, .total = 48};
    const auto log = log_of(comparison);
    CHECK(log["entries"][0]["time"] == 48.0);
    CHECK(log["entries"][0]["timings"]["ssl"] == 20.0);
    CHECK(log["entries"][1]["timings"]["ssl"] == -1);

    const auto reused = log_of(test::sample_comparison())["entries"][21];
    CHECK(reused["timings"]["dns"] == -1);
    CHECK(reused["timings"]["connect"] == -1);
    const auto& phases = reused["timings"];
    CHECK(reused["time"].get<double>() ==
          doctest::Approx(phases["blocked"].get<double>() + phases["send"].get<double>() +
                          phases["wait"].get<double>() + phases["receive"].get<double>()));
}

TEST_CASE("an entry has the request, the response and the connection") {
    auto comparison = test::sample_comparison({"BR"});
    auto& flag = requests_of(comparison, 0)[0];
    flag.url = "http://198.18.0.2/?a=b&&name=%20x=y&c";
    flag.connection = 7;
    const auto entry = log_of(comparison)["entries"][0];
    CHECK(entry["request"]["url"] == flag.url);
    CHECK(entry["request"]["queryString"] == ordered_json::parse(R"([
        {"name": "a", "value": "b"}, {"name": "name", "value": "%20x=y"}, {"name": "c", "value": ""}])"));
    CHECK(entry["request"]["httpVersion"] == "HTTP/1.1");
    CHECK(entry["response"]["status"] == 200);
    CHECK(entry["response"]["bodySize"] == flag.bytes);
    CHECK(entry["connection"] == "7");
    CHECK(entry["serverIPAddress"] == "198.18.0.2");
    CHECK(entry["_code"] == "BR");
    CHECK(entry["_ideal_ms"] == flag.ideal_ms.value_or(0));
}

TEST_CASE("a page begins with its first request and ends with its last") {
    auto comparison = test::sample_comparison({"BR", "CN"});
    auto& requests = requests_of(comparison, 0);
    requests[0].started = "2026-11-22T10:00:02.000Z";
    requests[0].start_ms = 1020.0;
    requests[0].timings.total = 300.0;
    requests[1].started = "2026-11-22T10:00:01.000Z";
    requests[1].start_ms = 20.0;
    requests[1].timings.total = 400.0;
    const auto page = log_of(comparison)["pages"][0];
    CHECK(page["startedDateTime"] == "2026-11-22T10:00:01.000Z");
    CHECK(page["pageTimings"]["onLoad"] == 1300.0);
}

TEST_CASE("an invalid comparison says so in its archive") {
    auto comparison = test::sample_comparison({"BR"});
    comparison.lab->invalid = {"the ferry was late", "a probe is off"};
    comparison.sentence = "So it is.";
    CHECK(log_of(comparison)["comment"] == "INVALID: the ferry was late: a probe is off. So it is.");
}

TEST_CASE("a strict validator accepts the archive") {
    if (!have_validator()) return;
    auto comparison = test::sample_comparison();
    const auto whole = validated(report::to_har(comparison));
    CHECK(whole.out + whole.err == "");
    CHECK(whole.exit_code == 0);

    // What was never connected and never answered; and a comparison on no emulated network.
    comparison.what.lab.reset();
    requests_of(comparison, 1).clear();
    auto& lost = requests_of(comparison, 0)[0];
    lost = {.code = lost.code, .url = lost.url, .outcome = "failed", .started = lost.started};
    const auto partial = validated(report::to_har(comparison));
    CHECK(partial.out + partial.err == "");
    CHECK(partial.exit_code == 0);
}

TEST_CASE("a strict validator refuses an archive with a breach of the format") {
    if (!have_validator()) return;
    const auto sound = ordered_json::parse(report::to_har(test::sample_comparison({"BR"})));
    for (const char* const breach : {
             R"({"op": "remove", "path": "/log/creator"})",
             R"({"op": "replace", "path": "/log/version", "value": "1.1"})",
             R"({"op": "replace", "path": "/log/pages/0/startedDateTime", "value": "yesterday"})",
             R"({"op": "remove", "path": "/log/entries/0/timings/wait"})",
             R"({"op": "replace", "path": "/log/entries/0/timings/dns", "value": -2})",
             R"({"op": "replace", "path": "/log/entries/0/response/status", "value": "200"})",
             R"({"op": "replace", "path": "/log/entries/0/request/headers", "value": [{"name": "Host"}]})",
             R"({"op": "add", "path": "/log/entries/0/ideal_ms", "value": 1})",
         }) {
        CAPTURE(breach);
        const auto broken = sound.patch(ordered_json::array({ordered_json::parse(breach)}));
        CHECK(validated(broken.dump()).exit_code == exit_refused);
    }
}

TEST_CASE("bytes that are not UTF-8 cannot break the archive") {
    auto comparison = test::sample_comparison({"BR"});
    test::lengthen_strings(comparison, "\xff\"");
    CHECK(log_of(comparison)["entries"][0]["_code"] == "BR\xef\xbf\xbd\"");
}
