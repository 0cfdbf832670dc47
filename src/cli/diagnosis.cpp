// A report of a fault is public: what could be a secret is left out, in case of doubt.
#include "cli/diagnosis.hpp"

#include "report/text_layout.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <string>

namespace flags::cli {

namespace {

constexpr std::size_t page_width = 80;
constexpr std::size_t longest_word = 60; // of a stranger's text, so that its line stays within the page

bool is_letter_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_host_and_port(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return is_letter_or_digit(c) || std::string_view(".-_:[]").contains(c);
    });
}

std::string without_quotes(const std::string& value) {
    const bool quoted =
        value.size() >= 2 && value.front() == value.back() && (value.front() == '"' || value.front() == '\'');
    return quoted ? value.substr(1, value.size() - 2) : value;
}

} // namespace

std::string diagnosis_text(std::span<const diagnosis_row> rows) {
    std::size_t indent = 0;
    for (const auto& row : rows)
        indent = std::max(indent, row.what.size() + 2);
    std::string text;
    for (const auto& row : rows) {
        std::string found = row.found;
        std::ranges::replace(found, '\n', ' ');
        text += report::padded(row.what, indent) + report::wrapped(found, page_width, indent) + "\n";
    }
    return text;
}

std::string version_words(std::string_view loaded, std::string_view compiled) {
    std::string words(loaded);
    if (loaded != compiled) words += ", compiled with " + std::string(compiled);
    return words;
}

std::string proxy_without_credentials(std::string_view proxy) {
    std::string shown;
    if (const auto mark = proxy.find("://");
        mark != std::string_view::npos && std::ranges::all_of(proxy.substr(0, mark), is_letter_or_digit)) {
        shown = std::string(proxy.substr(0, mark)) + "://";
        proxy.remove_prefix(mark + 3);
    }
    const auto at = proxy.rfind('@');
    if (at != std::string_view::npos) {
        shown += "credentials@";
        // A password may have each of these, so that the last "@" is not surely the one before the host.
        if (proxy.substr(0, at).find_first_of("/?#@") != std::string_view::npos) return "(not shown)";
        proxy.remove_prefix(at + 1);
    }
    const auto host = proxy.substr(0, proxy.find_first_of("/?#"));
    if (!is_host_and_port(host)) return "(not shown)";
    return report::cut(shown + std::string(host), longest_word);
}

std::string proxies_in(const char* (*read)(const char* variable)) {
    const auto value_of = [read](const char* variable) {
        const char* const value = read(variable);
        return std::string_view(value == nullptr ? "" : value);
    };
    std::string words;
    for (const char* const variable : {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"})
        if (const auto value = value_of(variable); !value.empty())
            words += std::string(variable) + " " + proxy_without_credentials(value) + "; ";
    for (const char* const variable : {"no_proxy", "NO_PROXY"})
        if (const auto value = value_of(variable); !value.empty())
            words += std::string(variable) + (value == "*" ? " for all hosts; " : " for some hosts; ");
    return words.empty() ? "none" : words.substr(0, words.size() - 2);
}

std::string name_servers_in(const std::filesystem::path& file) {
    std::ifstream stream(file);
    if (!stream) return file.string() + " cannot be read";
    std::string servers;
    for (std::string word; stream >> word;) {
        std::string rest;
        std::getline(stream >> std::ws, rest);
        const auto address = rest.substr(0, rest.find_first_of(" \t"));
        if (word == "nameserver" && !address.empty())
            servers += (servers.empty() ? "" : ", ") + report::cut(address, longest_word);
    }
    return servers.empty() ? "no name server in " + file.string() : servers;
}

std::string distribution_in(const std::filesystem::path& file) {
    std::ifstream stream(file);
    constexpr std::string_view key = "PRETTY_NAME=";
    for (std::string line; std::getline(stream, line);)
        if (line.starts_with(key)) return without_quotes(line.substr(key.size()));
    return "unknown";
}

} // namespace flags::cli
