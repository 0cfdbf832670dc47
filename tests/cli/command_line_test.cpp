// What is said on the command line becomes options, or is refused by one sentence that helps.
// Long because every option has its rows of right and wrong values in one table.
#include "cli/command_line.hpp"

#include <flags/base/error.hpp>
#include <flags/catalog/pop20.hpp>
#include <flags/catalog/url_template.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

using namespace std::chrono_literals;
using namespace flags;
using namespace flags::cli;

namespace {

command parse(std::vector<const char*> words) {
    words.insert(words.begin(), "flags");
    return parse_command_line(static_cast<int>(words.size()), words.data());
}

get_options get(const std::vector<const char*>& words) { return std::get<get_options>(parse(words)); }
serve_options serve(const std::vector<const char*>& words) { return std::get<serve_options>(parse(words)); }
std::string text(const std::vector<const char*>& words) { return std::get<information>(parse(words)).text; }

std::string codes(const get_options& options) {
    std::string joined;
    for (const auto& code : options.codes)
        joined += code.upper() + " ";
    return joined;
}

std::string refusal(const std::vector<const char*>& words) {
    try {
        static_cast<void>(parse(words));
    } catch (const usage_error& e) {
        return e.what();
    }
    return "nothing was refused";
}

} // namespace

TEST_CASE("trusted authorities are those of the option, of curl's variables, or the system's") {
    // NOLINTBEGIN(concurrency-mt-unsafe): one thread
    ::setenv("CURL_CA_BUNDLE", "/dev/null", 1);
    ::setenv("SSL_CERT_FILE", "/dev/zero", 1);
    CHECK(get({"--cacert", "/dev/full"}).client.ca_file == "/dev/full");
    CHECK(get({"--capath", "/etc"}).client.ca_folder == "/etc");
    CHECK_FALSE(get({"--capath", "/etc"}).client.ca_file);
    CHECK(get({}).client.ca_file == "/dev/null");
    ::setenv("CURL_CA_BUNDLE", "", 1);
    CHECK(get({}).client.ca_file == "/dev/zero");
    ::setenv("SSL_CERT_FILE", "/nowhere.pem", 1);
    CHECK(refusal({}).starts_with("SSL_CERT_FILE /nowhere.pem"));
    ::unsetenv("SSL_CERT_FILE");
    ::unsetenv("CURL_CA_BUNDLE");
    CHECK_FALSE(get({}).client.ca_file);
    // NOLINTEND(concurrency-mt-unsafe)
}

TEST_CASE("without arguments, twenty flags come from the embedded server, concurrently") {
    const auto options = get({});
    CHECK(codes(options) == "BD BR CD CN DE EG ET FR ID IN IR JP MX NG PH PK RU TR US VN ");
    CHECK(options.server == "LOCAL");
    CHECK(options.extension == "png");
    CHECK(options.mode == download_mode::concurrent);
    CHECK(options.max_requests == 64);
    CHECK(options.automatic);
    CHECK(options.output_dir == "flags_out");
    CHECK_FALSE(options.fsync);
    CHECK_FALSE(options.json);
    CHECK(options.verbosity == 0);
    CHECK(options.client.stall_timeout == 6100ms);
    CHECK_FALSE(options.client.max_time);
    CHECK(options.client.max_body_bytes == 16 << 20);
    CHECK_FALSE(options.client.insecure);
    CHECK_FALSE(options.client.http2);
}

TEST_CASE("get is the command when none is named") {
    CHECK(codes(get({"CN"})) == "CN ");
    CHECK(codes(get({"-v", "CN"})) == "CN ");
    CHECK(codes(get({"get", "CN", "FR"})) == "CN FR ");
}

TEST_CASE("codes are sorted, in upper case and without repetition, wherever they stand") {
    CHECK(codes(get({"us", "Cn", "--mode", "sequential", "br", "CN", "us"})) == "BR CN US ");
}

TEST_CASE("every option of get is read") {
    const auto options = get({"get",
                              "-s",
                              "https://example.org/{CC}",
                              "--ext",
                              "JPG",
                              "--mode",
                              "sequential-keepalive",
                              "-m",
                              "7",
                              "-o",
                              "out",
                              "--fsync",
                              "--timeout",
                              "0.25",
                              "--max-time",
                              "3",
                              "--max-size",
                              "2k",
                              "--cacert",
                              "/dev/null",
                              "-k",
                              "--http2",
                              "--json",
                              "report.json",
                              "-vv"});
    CHECK(options.server == "https://example.org/{CC}");
    CHECK(options.extension == "jpg");
    CHECK(options.mode == download_mode::sequential_keepalive);
    CHECK(options.max_requests == 7);
    CHECK(options.output_dir == "out");
    CHECK(options.fsync);
    CHECK(options.client.stall_timeout == 250ms);
    CHECK(options.client.max_time == 3s);
    CHECK(options.client.max_body_bytes == 2048);
    CHECK(options.client.ca_file == "/dev/null");
    CHECK(options.client.insecure);
    CHECK(options.client.http2);
    CHECK(options.json == "report.json");
    CHECK(options.verbosity == 2);
}

TEST_CASE("every option of serve is read") {
    const auto options = serve({"serve", "--port", "65535", "--bind", "::1", "--dir", "/usr", "--delay",
                                "0.5..5", "--error-rate", "0.25", "--seed", "18446744073709551615", "-v"});
    CHECK(options.origin.port == 65535);
    CHECK(options.origin.bind_address == "::1");
    CHECK(options.origin.directory == "/usr");
    CHECK(options.origin.min_delay == 500ms);
    CHECK(options.origin.max_delay == 5s);
    CHECK(options.origin.error_rate == 0.25);
    CHECK(options.origin.seed == UINT64_MAX);
    CHECK(options.verbosity == 1);
}

TEST_CASE("by default serve listens on loopback, without delays and faults") {
    const auto options = serve({"serve"});
    CHECK(options.origin.port == 0);
    CHECK(options.origin.bind_address == "127.0.0.1");
    CHECK_FALSE(options.origin.directory);
    CHECK(options.origin.max_delay == 0s);
    CHECK(options.origin.error_rate == 0);
}

TEST_CASE("a single delay is a range of one value") {
    const auto options = serve({"serve", "--delay", "0.5"});
    CHECK(options.origin.min_delay == 500ms);
    CHECK(options.origin.max_delay == 500ms);
}

TEST_CASE("times have units or are seconds, and parts are numbers or percentages, wherever they are given") {
    CHECK(serve({"serve", "--delay", "50ms..1.5s"}).origin.min_delay == 50ms);
    CHECK(serve({"serve", "--delay", "50ms..1.5"}).origin.max_delay == 1500ms);
    CHECK(serve({"serve", "--error-rate", "25%"}).origin.error_rate == 0.25);
    CHECK(serve({"serve", "--error-rate", "1"}).origin.error_rate == 1);
}

TEST_CASE("labels of servers may be in any case, and decide the kind of image") {
    for (const auto* const label : {"LOCAL", "local", "Local"}) {
        CHECK(get({"-s", label}).server == "LOCAL");
        CHECK(get({"-s", label}).extension == "png");
    }
    for (const auto* const label : {"REMOTE", "remote", "rEmOtE"}) {
        CHECK(get({"-s", label}).server == catalog::original_site);
        CHECK(get({"-s", label}).extension == "gif");
    }
    CHECK(get({"-s", "http://127.0.0.1:1/flags"}).extension == "gif");
    CHECK(get({"-s", "http://127.0.0.1:1/flags", "--ext", "svg"}).extension == "svg");
}

TEST_CASE("selections: initials, all, every, a limit") {
    const auto upper = [](const get_options& options) {
        std::string codes;
        for (const auto& code : options.codes)
            codes += code.upper() + " ";
        return codes;
    };
    CHECK(upper(get({"b", "-l", "3"})) == "BA BB BD ");
    CHECK(upper(get({"vn", "b", "--limit", "2"})) == "BA BB ");
    CHECK(get({"-a"}).codes.size() > 190);
    CHECK(get({"--every"}).codes.size() == 676);
    CHECK(refusal({"x"}).contains("no country's code begins with it"));
}

TEST_CASE("DELAY and ERROR are the embedded server with the book's behaviour and the given seed") {
    CHECK(get({}).embedded->max_delay == 0s);
    const auto delay = get({"-s", "delay", "--seed", "5"});
    CHECK(delay.server == "DELAY");
    CHECK(delay.extension == "png");
    CHECK(delay.embedded->min_delay == 500ms);
    CHECK(delay.embedded->max_delay == 5s);
    CHECK(delay.embedded->error_rate == 0);
    CHECK(delay.embedded->seed == 5);
    CHECK_FALSE(delay.client.environment_proxy);
    const auto error = get({"-s", "Error"});
    CHECK(error.embedded->max_delay == 5s);
    CHECK(error.embedded->error_rate == 0.25);
    CHECK_FALSE(get({"-s", "REMOTE"}).embedded);
}

TEST_CASE("retry takes a journal and options of the transfer, and none that the journal decides") {
    const auto options =
        get({"retry", "/dev/null", "-o", "out", "-m", "7", "--retries", "1", "--fsync", "-v"});
    CHECK(options.retry);
    CHECK(options.journal == "/dev/null");
    CHECK_FALSE(options.resume);
    CHECK(options.codes.empty());
    CHECK_FALSE(options.embedded);
    CHECK(options.output_dir == "out");
    CHECK(options.max_requests == 7);
    CHECK(options.retries.retries == 1);
    CHECK(options.fsync);
    CHECK(options.verbosity == 1);
    CHECK_FALSE(get({}).retry);
}

TEST_CASE("resume adds to its journal unless another one is named") {
    CHECK_FALSE(get({}).journal);
    CHECK_FALSE(get({}).resume);
    CHECK(get({"--journal", "j.jsonl"}).journal == "j.jsonl");
    CHECK_FALSE(get({"--journal", "j.jsonl"}).resume);
    CHECK(get({"--resume", "/dev/null"}).journal == "/dev/null");
    CHECK(get({"--resume", "/dev/null"}).resume == "/dev/null");
    CHECK(get({"--resume", "/dev/null", "--journal", "j.jsonl"}).journal == "j.jsonl");
}

TEST_CASE("retries: two by default, waits of at most half a minute") {
    CHECK(get({}).retries.retries == 2);
    CHECK(get({}).retries.max_wait == 30s);
    CHECK(get({"--retries", "0"}).retries.retries == 0);
    CHECK(get({"--max-retry-wait", "1.5"}).retries.max_wait == 1500ms);
    CHECK_FALSE(get({}).deadline);
    CHECK(get({"--deadline", "90"}).deadline == 90s);
}

TEST_CASE("files are named by their codes without a template and without --names") {
    const auto name = [](const std::vector<const char*>& words) {
        return get(words).names.stem_for(catalog::country_code::parse("US"), 200, "United States");
    };
    CHECK(name({}) == "US");
    CHECK(name({"--name-template", "{cc}-{country}"}) == "us-United_States");
    CHECK(name({"--names"}) == "United_States");
    CHECK(name({"--names", "-s", "http://h/{cc}/x.png?y=/{cc}"}) == "United_States");
    CHECK(name({"US", "--name-template", "flag"}) == "flag");
    CHECK_FALSE(get({}).dry_run);
    CHECK(get({"--dry-run"}).dry_run);
}

TEST_CASE("progress is shown by default") {
    CHECK(get({}).progress);
    CHECK_FALSE(get({"--no-progress"}).progress);
}

TEST_CASE("a proxy of the environment is used for other servers only") {
    CHECK_FALSE(get({}).client.environment_proxy);
    CHECK(get({"-s", "REMOTE"}).client.environment_proxy);
}

TEST_CASE("modes have names that are read and written alike") {
    for (const auto mode :
         {download_mode::concurrent, download_mode::sequential, download_mode::sequential_keepalive})
        CHECK(get({"--mode", std::string(to_string(mode)).c_str()}).mode == mode);
    CHECK(get({"--sequential"}).mode == download_mode::sequential);
    CHECK(get({"--sequential", "--mode", "sequential"}).mode == download_mode::sequential);
}

TEST_CASE("sizes have suffixes and limits") {
    CHECK(get({"--max-size", "1"}).client.max_body_bytes == 1);
    CHECK(get({"--max-size", "3K"}).client.max_body_bytes == 3072);
    CHECK(get({"--max-size", "16M"}).client.max_body_bytes == 16 << 20);
    CHECK(get({"--max-size", "1.5M"}).client.max_body_bytes == 3 << 19);
    CHECK(get({"--max-size", "1G"}).client.max_body_bytes == 1 << 30);
}

TEST_CASE("the shortest and the longest times are a millisecond and a day") {
    CHECK(get({"--timeout", "0.001"}).client.stall_timeout == 1ms);
    CHECK(get({"--timeout", "1ms"}).client.stall_timeout == 1ms);
    CHECK(get({"--timeout", "6s"}).client.stall_timeout == 6s);
    CHECK(get({"--max-retry-wait", "250ms"}).retries.max_wait == 250ms);
    CHECK(get({"--max-time", "86400"}).client.max_time == 24h);
}

TEST_CASE("a wrong value is refused by a sentence that names the option, the value and a right one") {
    struct row {
        std::vector<const char*> words;
        const char* option;
        const char* right;
    };
    std::vector<row> table = {
        {{"-s", "ftp://example.org"}, "--server", "https://"},
        {{"-s", "example"}, "--server", "https://"},
        {{"-s", ""}, "--server", "https://"},
        {{"-s", "http://h/{xx}"}, "--server", "{cc}"},
        {{"-s", "http://user:secret@h/"}, "--server", "https://"},
        {{"--name-template", "a/{cc}"}, "--name-template", "{country}"},
        {{"--name-template", ".{cc}"}, "--name-template", "{country}"},
        {{"--name-template", "{nn}"}, "--name-template", "{country}"},
        {{"--name-template", "flag"}, "--name-template flag", "{cc}"},
        {{"--names", "--name-template", "{CC}"}, "--name-template {CC}", "one of the two"},
        {{"--name-template", "{country}", "-s", "http://h/{cc}.png"}, "--name-template", "metadata.json"},
        {{"--names", "-s", "http://h/{cc}.png"}, "--names", "metadata.json"},
        {{"--dry-run", "--json", "r.json"}, "--json r.json", "--dry-run"},
        {{"--ext", "bmp"}, "--ext bmp", "png"},
        {{"--ext", ".png"}, "--ext .png", "png"},
        {{"--ext", ""}, "--ext ''", "png"},
        {{"--ext", "../png"}, "--ext ../png", "png"},
        {{"--mode", "parallel"}, "--mode parallel", "concurrent"},
        {{"--mode", ""}, "--mode ''", "concurrent"},
        {{"--mode", "sequential-keepalive", "--sequential"}, "--mode sequential-keepalive", "one of the two"},
        {{"-o", ""}, "--output-dir ''", "flags_out"},
        {{"--json", ""}, "--json ''", "report.json"},
        {{"--json", "reports/"}, "--json reports/", "report.json"},
        {{"--json", "/usr"}, "--json /usr", "report.json"},
        {{"--journal", ""}, "--journal ''", "flags.jsonl"},
        {{"--journal", "journals/"}, "--journal journals/", "flags.jsonl"},
        {{"--journal", "/usr"}, "--journal /usr", "flags.jsonl"},
        {{"--dry-run", "--journal", "j.jsonl"}, "--journal j.jsonl", "contradicts --dry-run"},
        {{"--resume", ""}, "--resume ''", "flags.jsonl"},
        {{"--resume", "/usr"}, "--resume /usr", "flags.jsonl"},
        {{"--resume", "/nowhere.jsonl"}, "--resume /nowhere.jsonl", "what --journal wrote"},
        {{"--dry-run", "--resume", "/dev/null"}, "--resume /dev/null", "contradicts --dry-run"},
        {{"--cacert", ""}, "--cacert ''", ".crt"},
        {{"--cacert", "/nowhere.pem"}, "--cacert /nowhere.pem", ".crt"},
        {{"-a", "-e"}, "--every: contradicts --all", "one of the two"},
        {{"-a", "CN"}, "--all", "no codes"},
        {{"-e", "CN"}, "--every", "no codes"},
        {{"retry", ""}, "retry ''", "what --journal wrote"},
        {{"retry", "/usr"}, "retry /usr", "what --journal wrote"},
        {{"retry", "/nowhere.jsonl"}, "retry /nowhere.jsonl", "flags.jsonl"},
        {{"retry", "/dev/null", "-m", "0"}, "--max-req 0", "1 to 1000"},
        {{"serve", "--dir", ""}, "--dir ''", "folder"},
        {{"serve", "--dir", "/dev/null"}, "--dir /dev/null", "folder"},
    };
    for (const auto* const value : {"0", "1001", "-1", "x", "", "3.5", "3x", " 3", "18446744073709551617"})
        table.push_back({{"-m", value}, "--max-req ", "1 to 1000"});
    for (const auto* const option : {"--timeout", "--max-time"})
        for (const auto* const value :
             {"0", "-1", "0.0009", "86401", "nan", "inf", "1e999", "86400.1s", "0.5us", "", "6,1"})
            table.push_back({{option, value}, option, "for example 6.1"});
    for (const auto* const value :
         {"0", "-1", "", "M", "k", "16MB", "2G", "1073741825", "18446744073709551615", "18014398509481985k"})
        table.push_back({{"--max-size", value}, "--max-size ", "16M"});
    for (const auto* const value : {"0", "677", "-1", "", "all"})
        table.push_back({{"-a", "-l", value}, "--limit ", "1 to 676"});
    for (const auto* const value : {"-1", "101", "", "many"})
        table.push_back({{"--retries", value}, "--retries ", "0 to 100"});
    for (const auto* const value : {"0", "-1", "", "soon"})
        table.push_back({{"--max-retry-wait", value}, "--max-retry-wait ", "for example 6.1"});
    for (const auto* const value : {"-1", "18446744073709551616", "", "x"})
        table.push_back({{"-s", "ERROR", "--seed", value}, "--seed ", "whole number"});
    for (const auto* const value : {"65536", "-1", "http", ""})
        table.push_back({{"serve", "--port", value}, "--port ", "0 to 65535"});
    for (const auto* const value : {"-1", "3601", "5..1", "1..", "..1", "", "x", "1..3601", "nan"})
        table.push_back({{"serve", "--delay", value}, "--delay ", "0.5..5"});
    for (const auto* const value : {"-0.1", "1.1", "nan", "", "101%"})
        table.push_back({{"serve", "--error-rate", value}, "--error-rate ", "0.25"});
    for (const auto* const value : {"-1", "18446744073709551616", "", "x"})
        table.push_back({{"serve", "--seed", value}, "--seed ", "whole number"});
    for (const auto& [words, option, right] : table) {
        const std::string sentence = refusal(words);
        CAPTURE(sentence);
        CHECK(sentence.starts_with(option));
        CHECK(sentence.contains(right));
        const std::string_view last = words.back();
        if (!last.starts_with("--") && last != "-e") CHECK(sentence.contains(last));
    }
}

TEST_CASE("a word that is not a country code is refused by name") {
    for (const auto* const word : {"XYZ", "C1", "", "serve!", "çn", "1"}) {
        const std::string sentence = refusal({"get", word});
        CAPTURE(sentence);
        CHECK(sentence.contains("is not a country code"));
        CHECK(sentence.contains(word));
        CHECK(sentence.contains("BR"));
    }
}

TEST_CASE("unknown options, missing and repeated values and mixed commands lead to --help") {
    struct row {
        std::vector<const char*> words;
        const char* part;
    };
    const std::vector<row> table = {
        {{"--nope"}, "--nope"},
        {{"serve", "--nope"}, "--nope"},
        {{"retry"}, "FILE"},
        {{"retry", "/dev/null", "CN"}, "CN"},
        {{"retry", "/dev/null", "-s", "LOCAL"}, "-s"},
        {{"--timeout"}, "--timeout"},
        {{"-m", "3", "-m", "4"}, "--max-req"},
        {{"serve", "CN"}, "CN"},
        {{"serve", "-m", "3"}, "-m"},
        {{"get", "--port", "80"}, "--port"},
    };
    for (const auto& [words, part] : table) {
        const std::string sentence = refusal(words);
        CAPTURE(sentence);
        CHECK(sentence.contains(part));
        CHECK(sentence.contains(": see flags "));
        CHECK(sentence.ends_with(" --help"));
    }
}

TEST_CASE("the version is one line") {
    for (const auto* const word : {"--version", "-V", "version"})
        CHECK(text({word}) == "flags " FLAGS_VERSION "\n");
}

TEST_CASE("the number of requests at once is fixed, or automatic up to a ceiling") {
    CHECK_FALSE(get({"-m", "7"}).automatic);
    CHECK(get({"-m", "auto"}).automatic);
    CHECK(get({"-m", "auto"}).max_requests == 64);
    CHECK(get({"-m", "auto:200"}).max_requests == 200);
    for (const char* const wrong :
         {"0", "1001", "auto:", "auto:0", "auto:1001", "automatic", "AUTO", "auto:x"})
        CHECK(refusal({"-m", wrong}).contains("give a number from 1 to 1000, auto, or auto:N"));
}
