// The environment, and URLs without what is secret in them.
#include "cli/path_names.hpp"

#include "cli/options/values.hpp"
#include "compare/lab_visit.hpp"

#include <flags/fetch/path_file.hpp>
#include <flags/http/url.hpp>
#include <flags/window/path_memory.hpp>

#include <spdlog/fmt/fmt.h>

#include <array>
#include <cstdlib>

namespace flags::cli {

namespace {

std::string in_environment(const char* name) {
    const char* const value = std::getenv(name); // NOLINT(concurrency-mt-unsafe): nothing here changes it
    return value == nullptr ? "" : value;
}

// Of an authority or a URL of a proxy: "user:word@host:80" becomes "host:80".
std::string_view without_user(std::string_view authority) {
    return authority.substr(authority.rfind('@') + 1); // npos + 1 is 0
}

std::string printable_ascii(std::string_view text) {
    std::string result;
    for (const char c : text)
        result +=
            c > ' ' && c <= '~' ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
    return result;
}

bool is_https(std::string_view url) { return lower(std::string(url)).starts_with("https:"); }

} // namespace

std::expected<std::filesystem::path, std::string>
path_file(const std::optional<std::filesystem::path>& given) {
    if (given) return *given;
    if (!in_environment(compare::in_the_lab).empty())
        return std::unexpected("in the lab paths are remembered only in a file of its own (--path-memory)");
    if (auto usual = fetch::usual_path_file()) return *std::move(usual);
    return std::unexpected("neither XDG_CACHE_HOME nor HOME is a folder's absolute path");
}

std::string origin_name(std::string_view url, std::string_view proxy) {
    const std::string origin(http::origin_of(url));
    const auto begin = origin.find("//");
    if (begin == std::string::npos) return printable_ascii(lower(origin));
    std::string name =
        origin.substr(0, begin + 2) + std::string(without_user(std::string_view(origin).substr(begin + 2)));
    const std::string_view usual_port = is_https(name) ? ":443" : ":80";
    if (name.ends_with(usual_port)) name.resize(name.size() - usual_port.size());
    name = printable_ascii(lower(name));
    if (!proxy.empty()) name += std::string(window::by_proxy) + printable_ascii(without_user(proxy));
    return name;
}

// As libcurl reads them (CURLOPT_PROXY(3)): HTTP_PROXY in upper case is none, because CGI lets clients set it.
std::string proxy_for(std::string_view url) {
    const auto names = is_https(url) ? std::array{"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}
                                     : std::array{"http_proxy", "http_proxy", "all_proxy", "ALL_PROXY"};
    for (const char* const name : names)
        if (auto value = in_environment(name); !value.empty()) return value;
    return {};
}

} // namespace flags::cli
