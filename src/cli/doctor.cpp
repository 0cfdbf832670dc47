// Each row is what one look at the machine has found. The lab is tried last, because it moves this process into other
// networks.
#include "cli/commands.hpp"
#include "cli/diagnosis.hpp"
#include "cli/exit_code.hpp"
#include "cli/libraries.hpp"
#include "cli/standard_output.hpp"
#include "cli/terminal.hpp"
#include "compare/machine.hpp"
#include "netlab/namespaces.hpp"
#include "netlab/wires.hpp"
#include "origin/server.hpp"
#include "report/text_layout.hpp"

#include <flags/base/error.hpp>
#include <flags/catalog/countries.hpp>

#include <curl/curl.h>
#include <spdlog/fmt/fmt.h>

#include <cstdlib>
#include <memory>
#include <sys/resource.h>
#include <unistd.h>
#include <vector>

namespace flags::cli {

namespace {

// NOLINTNEXTLINE(concurrency-mt-unsafe): no thread yet
const char* value_of(const char* variable) { return std::getenv(variable); }

std::string this_build() {
    std::string words = "flags " FLAGS_VERSION ", built with ";
#ifdef __clang__
    words += "clang " __clang_version__;
#else
    words += "gcc " __VERSION__;
#endif
#ifdef NDEBUG
    return words + ", release";
#else
    return words + ", with assertions";
#endif
}

std::string open_files() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return "unknown";
    const auto shown = [](rlim_t number) {
        return number == RLIM_INFINITY ? "unlimited" : std::to_string(number);
    };
    return shown(limit.rlim_cur) + " descriptors, at most " + shown(limit.rlim_max);
}

std::string readable(const char* file) { return ::access(file, R_OK) == 0 ? "" : ", which cannot be read"; }

// Files that a variable names are not: their paths say who asks.
std::string authorities() {
    for (const char* const variable : {"CURL_CA_BUNDLE", "SSL_CERT_FILE"}) { // as trust_as_curl() reads them
        const char* const file = value_of(variable);
        if (file != nullptr && *file != '\0') return std::string("the file of ") + variable + readable(file);
    }
    const std::unique_ptr<CURL, decltype(&::curl_easy_cleanup)> handle(::curl_easy_init(),
                                                                       ::curl_easy_cleanup);
    std::string words;
    for (const auto which : {CURLINFO_CAINFO, CURLINFO_CAPATH}) {
        const char* place = nullptr;
        if (handle && ::curl_easy_getinfo(handle.get(), which, &place) == CURLE_OK && place != nullptr)
            words += (words.empty() ? "" : "; ") + std::string(place) + readable(place);
    }
    return words.empty() ? "none that libcurl knows of" : words;
}

std::string this_terminal() {
    if (::isatty(STDOUT_FILENO) != 1) return "standard output is none";
    const char* const kind = value_of("TERM");
    return fmt::format("{} columns, {}, {}", columns_of_terminal(STDOUT_FILENO),
                       report::cut(kind == nullptr ? "no TERM" : kind, 40),
                       is_colourful_terminal(STDOUT_FILENO) ? "colours" : "no colours");
}

std::string data_files() {
    const origin::options usual;
    const bool has_flags = ::access((usual.flag_package / "br.png").c_str(), R_OK) == 0;
    std::string words = has_flags ? "flags" : "no flags: install iso-flags-png-320x240";
    try {
        words += fmt::format("; names of {} countries", catalog::countries().codes().size());
    } catch (const error&) {
        words += "; no names of countries: install iso-codes";
    }
    return words;
}

std::string lab_works() {
    try {
        netlab::lay_wires(netlab::enter_namespaces(), netlab::conditions().congestion_control);
        return "works";
    } catch (const machine_error& refused) {
        return std::string("does not work: ") + refused.what();
    }
}

} // namespace

int run(const doctor_options&) {
    std::vector<diagnosis_row> rows = {
        {.what = "program", .found = this_build()},
        {.what = "system", .found = distribution_in("/etc/os-release")},
        {.what = "machine", .found = compare::describe_machine()},
    };
    for (auto& row : libraries())
        rows.push_back(std::move(row));
    rows.insert(rows.end(), {
                                {.what = "open files", .found = open_files()},
                                {.what = "name servers", .found = name_servers_in("/etc/resolv.conf")},
                                {.what = "authorities", .found = authorities()},
                                {.what = "proxies", .found = proxies_in(value_of)},
                                {.what = "terminal", .found = this_terminal()},
                                {.what = "data", .found = data_files()},
                                {.what = "tcp", .found = netlab::congestion_controls()},
                                {.what = "lab", .found = lab_works()},
                            });
    standard_output().write(diagnosis_text(rows));
    return all_ok;
}

} // namespace flags::cli
