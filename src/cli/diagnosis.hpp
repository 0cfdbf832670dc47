// What `flags doctor` says, as pure functions of what was found.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace flags::cli {

struct diagnosis_row {
    std::string what;
    std::string found;
};

/// Two columns, no line wider than 80 where words allow it. An end of a line in what was found becomes a space.
[[nodiscard]] std::string diagnosis_text(std::span<const diagnosis_row> rows);

/// "8.14.1", or with the version of the headers where that is another: "8.14.1, compiled with 7.88.1".
[[nodiscard]] std::string version_words(std::string_view loaded, std::string_view compiled);

/// Scheme, host and port of a proxy: "http://proxy.example:3128". "credentials" stands for what is before the host, and
/// nothing is shown of what is not surely a host.
[[nodiscard]] std::string proxy_without_credentials(std::string_view proxy);

/// The proxies among the variables of an environment that libcurl reads; `read` returns a variable's value, or null.
[[nodiscard]] std::string proxies_in(const char* (*read)(const char* variable));

/// The name servers of a resolv.conf(5), or why there are none.
[[nodiscard]] std::string name_servers_in(const std::filesystem::path& file);

/// PRETTY_NAME of an os-release(5).
[[nodiscard]] std::string distribution_in(const std::filesystem::path& file);

} // namespace flags::cli
