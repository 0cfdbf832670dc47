// Where the memory of paths is, and how origins are named in it.
#pragma once

#include <expected>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace flags::cli {

/// The file to use, or why there is none: the given one; else the usual one, but in the lab, whose networks are not
/// those outside.
[[nodiscard]] std::expected<std::filesystem::path, std::string>
path_file(const std::optional<std::filesystem::path>& given);

/// How the memory names an origin: without user and password, in lower case, without the scheme's own port, in printable
/// ASCII; behind it the proxy, where one is named. What no_proxy says is not looked at.
[[nodiscard]] std::string origin_name(std::string_view url, std::string_view proxy = {});

/// The proxy that the environment names for a URL; empty without one.
[[nodiscard]] std::string proxy_for(std::string_view url);

} // namespace flags::cli
