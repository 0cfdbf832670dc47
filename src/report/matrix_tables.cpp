// What others named is escaped as each form asks.
#include "report/matrix_tables.hpp"

#include "report/escaped.hpp"
#include "report/matrix_text.hpp"

#include <spdlog/fmt/fmt.h>

#include <string_view>

namespace flags::report {
namespace {

std::string csv_field(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    return '"' + escaped(text, "\"", [](char) { return "\"\""; }) + '"';
}

std::string markdown_text(const std::string& text) {
    return escaped(text, "\\`*_[]<>|&", [](char c) { return std::string("\\") + c; });
}

template <class Value>
std::string or_empty(const std::optional<Value>& value) {
    return value ? fmt::format("{}", *value) : "";
}

void add_csv_lines(std::string& csv, const compare::matrix_row& row, const compare::variant& each) {
    const auto number = each.number ? compare::show(*each.number) : "";
    for (const auto& run : each.runs)
        csv += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{}\r\n", csv_field(row.name),
                           csv_field(each.name), number, run.block, run.position, run.wall_s, run.cpu_s,
                           or_empty(run.connections), or_empty(run.dropped), or_empty(least_time(row.result)),
                           row.result.is_valid() ? "true" : "false", csv_field(run.failure));
}

std::string markdown_cell(const compare::matrix_row& row, const std::string& column) {
    const auto* const each = cell_of(row, column);
    const auto share = each == nullptr ? std::nullopt : share_in(row, *each);
    if (!share) return "–";
    const auto text = fmt::format("{:.0f}", 100 * *share);
    return each == compare::fastest_mode(row.result.variants) ? "**" + text + "**" : text;
}

} // namespace

std::string to_csv(const compare::matrix& results) {
    std::string csv =
        "condition,variant,at_once,block,position,wall_s,cpu_s,connections,dropped,least_time_s,"
        "valid,failure\r\n";
    for (const auto& row : results.rows)
        for (const auto& each : row.result.variants)
            add_csv_lines(csv, row, each);
    return csv;
}

std::string to_markdown(const compare::matrix& results) {
    const auto all = columns_of(results);
    std::string head = "| share of the limit, % |";
    std::string rule = "|---|";
    for (const auto& each : all) {
        head += " " + markdown_text(heading_of_column(results, each)) + " |";
        rule += "--:|";
    }
    auto text = head + '\n' + rule + '\n';
    for (const auto& row : results.rows) {
        text += "| " + markdown_text(row.name) + " |";
        for (const auto& each : all)
            text += " " + markdown_cell(row, each) + " |";
        text += '\n';
    }
    text += '\n';
    for (const auto& row : results.rows)
        text += "- " + markdown_text(sentence_of(row)) + '\n';
    if (const auto assumed = assumed_in(results); !assumed.empty())
        text += "- " + markdown_text(assumed) + '\n';
    return text;
}

} // namespace flags::report
