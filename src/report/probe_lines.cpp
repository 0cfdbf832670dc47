// Text of results (nlohmann/json for the JSON ones).
#include "report/probe_lines.hpp"

#include "report/milliseconds.hpp"

#include <nlohmann/json.hpp>
#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include <chrono>
#include <cstddef>

namespace flags::report {

namespace {

using dns::probe_kind;

bool is_told(const dns::probe_result& result) {
    return result.kind != probe_kind::failed && result.kind != probe_kind::invalid;
}

// libidn2 has seen the bytes of every name that was asked for.
std::string shown_name(const dns::probe_result& result) {
    return result.kind == probe_kind::invalid ? printable(result.name) : result.name;
}

} // namespace

std::string book_line(const dns::probe_result& result) {
    if (!is_told(result)) return {};
    return (result.kind == probe_kind::found ? "+ " : "  ") + result.name + "\n";
}

std::string column_line(const dns::probe_result& result) {
    if (!is_told(result)) return {};
    return (result.kind == probe_kind::found ? "" : "\t\t") + result.name + "\n";
}

std::string tsv_line(const dns::probe_result& result) {
    if (result.kind == probe_kind::invalid) return {};
    const char* const answer = !is_told(result)                   ? "error"
                               : result.kind == probe_kind::found ? "True"
                                                                  : "False";
    return result.name + "\t" + answer + "\n";
}

std::string json_line(const dns::probe_result& result) {
    nlohmann::ordered_json line = {{"name", shown_name(result)}, {"outcome", dns::to_string(result.kind)}};
    if (result.kind == probe_kind::found) {
        line["addresses"] = result.addresses;
        if (result.ttl) line["ttl_s"] = result.ttl->count();
    }
    if (result.kind != probe_kind::invalid) {
        line["resolver"] = result.resolver;
        line["tries"] = result.tries;
        line["elapsed_ms"] = milliseconds(result.elapsed);
    }
    if (!is_told(result))
        line["cause"] = {{"kind", result.kind == probe_kind::invalid ? "invalid" : result.cause},
                         {"message", result.message}};
    return line.dump() + "\n";
}

std::string story(const dns::probe_result& result) {
    auto text = fmt::format("{}: {}", shown_name(result), dns::to_string(result.kind));
    if (!result.message.empty()) return text + ", " + result.message;
    if (!result.addresses.empty()) text += fmt::format(", {}", fmt::join(result.addresses, " "));
    if (result.ttl) text += fmt::format(", ttl {} s", result.ttl->count());
    return text + fmt::format(", {} in {:.1f} ms", result.resolver, milliseconds(result.elapsed));
}

std::string printable(std::string_view bytes) {
    constexpr std::size_t longest = 100;
    std::string text;
    for (const char c : bytes) {
        if (text.size() >= longest) return text.substr(0, longest) + "...";
        if (c >= ' ' && c <= '~')
            text += c;
        else
            text += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    }
    return text;
}

} // namespace flags::report
