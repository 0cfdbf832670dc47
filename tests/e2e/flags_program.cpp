// Commands, and the parsing of what comes back.
#include "e2e/flags_program.hpp"

#include <flags/catalog/pop20.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iterator>
#include <regex>

namespace flags::test {
namespace {

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

process::command in_folder(const std::filesystem::path& folder, std::vector<std::string> argv) {
    // setpriv: without it a test that ctest kills would leave a waiting program behind.
    std::vector<std::string> mortal = {"setpriv", "--pdeathsig", "KILL"};
    mortal.insert(mortal.end(), argv.begin(), argv.end());
    return {.argv = std::move(mortal),
            .environment = {"no_proxy=*", "NO_PROXY=*", "CURL_CA_BUNDLE=", "SSL_CERT_FILE=",
                            "XDG_CACHE_HOME=" + (folder / "cache").string()},
            .working_folder = folder};
}

} // namespace

process::command program::command(const std::vector<std::string>& args) const {
    std::vector<std::string> argv = {FLAGS_PROGRAM};
    argv.insert(argv.end(), args.begin(), args.end());
    return in_folder(folder(), std::move(argv));
}

process::usage program::run(const std::vector<std::string>& args) const {
    return process::run(command(args));
}

process::usage program::shell(const std::string& script, const std::vector<std::string>& args) const {
    std::vector<std::string> argv = {"sh", "-c", script, "sh", FLAGS_PROGRAM};
    argv.insert(argv.end(), args.begin(), args.end());
    return process::run(in_folder(folder(), std::move(argv)));
}

std::set<std::string> program::files() const {
    std::set<std::string> names;
    if (std::filesystem::exists(output_dir()))
        for (const auto& entry : std::filesystem::directory_iterator(output_dir()))
            names.insert(entry.path().filename());
    return names;
}

std::string program::file(const std::string& name) const { return read_file(output_dir() / name); }

nlohmann::json program::report() const { return nlohmann::json::parse(read_file(folder() / "report.json")); }

said parse_output(const std::string& out) {
    said result;
    std::string rest = out;
    if (const auto newline = rest.find('\n'); newline + 1 < rest.size()) {
        std::string line = rest.substr(0, newline);
        rest.erase(0, newline + 1);
        CHECK(line.ends_with(' '));
        for (auto space = line.find(' '); space != std::string::npos; space = line.find(' ')) {
            result.codes.push_back(line.substr(0, space));
            line.erase(0, space + 1);
        }
    }
    CHECK(rest.ends_with('\n'));
    result.closing = rest.substr(0, rest.size() - std::min<std::size_t>(rest.size(), 1));
    return result;
}

std::vector<std::string> codes_of(const std::string& out, int downloads) {
    auto parsed = parse_output(out);
    CAPTURE(out);
    const std::regex closing(std::to_string(downloads) + (downloads == 1 ? " download" : " downloads") +
                             R"( in \d+\.\d\ds)");
    CHECK(std::regex_match(parsed.closing, closing));
    CHECK(parsed.codes.size() == static_cast<std::size_t>(downloads));
    return parsed.codes;
}

std::vector<std::string> default_codes() {
    std::vector<std::string> codes;
    for (const auto& code : catalog::pop20)
        codes.push_back(code.upper());
    std::ranges::sort(codes);
    return codes;
}

std::string real_flag(const std::string& code) {
    return read_file("/usr/share/iso-flags-png-320x240/" + lower(code) + ".png");
}

void write_file(const std::filesystem::path& file, std::string_view bytes) {
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << bytes;
}

void lay_out_flags(const std::filesystem::path& root, const std::vector<std::string>& codes) {
    for (const auto& code : codes)
        write_file(root / lower(code) / (lower(code) + ".png"), real_flag(code));
}

std::string answer_with(std::string_view body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
           std::string(body);
}

std::string by_country(const hostile_server& server) { return server.url("/{cc}/flag.png"); }

} // namespace flags::test
