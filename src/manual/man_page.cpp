// man(7), as groff and mandoc both read it.
#include "manual/man_page.hpp"

#include "cli/options/help.hpp"
#include "report/text_layout.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cstdint>

namespace flags::manual {

namespace {

constexpr std::size_t line_width = 78; // of the source: mandoc(1) objects to more than 80

std::string_view escape_of(char c) {
    switch (c) {
    case '\\':
        return "\\e";
    case '-':
        return "\\-"; // a plain one is a hyphen, which nobody can paste into a shell
    case '\'':
        return "\\(aq";
    case '"':
        return "\\(dq";
    case '`':
        return "\\(ga";
    case '^':
        return "\\(ha";
    case '~':
        return "\\(ti";
    default:
        return {};
    }
}

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U; }

// The code point whose first byte is at `place`, which is moved to its last; our own texts are valid UTF-8.
std::uint32_t code_point_at(std::string_view text, std::size_t& place) {
    const auto first = static_cast<unsigned char>(text[place]);
    std::uint32_t point = first & (first >= 0xf0 ? 0x07U : first >= 0xe0 ? 0x0fU : 0x1fU);
    while (place + 1 < text.size() && continues(text[place + 1]))
        point = point << 6U | (static_cast<unsigned char>(text[++place]) & 0x3fU);
    return point;
}

// A word that begins with a dot would be a request at the beginning of a line.
std::string escaped(std::string_view text) {
    std::string result;
    for (std::size_t place = 0; place < text.size(); ++place) {
        const char c = text[place];
        if (c == '.' && (place == 0 || text[place - 1] == ' ')) result += "\\&";
        if (const auto escape = escape_of(c); !escape.empty())
            result += escape;
        else if (static_cast<unsigned char>(c) < 0x80)
            result += c;
        else
            result += fmt::format("\\[u{:04X}]", code_point_at(text, place));
    }
    return result;
}

std::string paragraph(std::string_view text) { return report::wrapped(escaped(text), line_width) + "\n"; }

std::string tagged(const std::string& tag, std::string_view text) {
    return ".TP\n" + tag + "\n" + paragraph(text);
}

std::string bold(std::string_view text) { return "\\fB" + escaped(text) + "\\fR"; }
std::string italic(std::string_view text) { return "\\fI" + escaped(text) + "\\fR"; }

std::string tag_of(const CLI::Option& option) {
    if (option.get_positional()) return italic(option.get_name(true));
    std::string tag;
    for (const auto& name : option.get_snames())
        tag += bold("-" + name) + ", ";
    for (const auto& name : option.get_lnames())
        tag += bold("--" + name) + ", ";
    tag.resize(tag.size() - 2);
    if (option.get_items_expected_max() > 0) tag += " " + italic(option.get_type_name());
    return tag;
}

std::string head(const std::string& name, std::string_view summary, const edition& of) {
    std::string upper = name;
    std::ranges::transform(upper, upper.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return ".TH " + upper + " 1 " + of.date + " \"flags " + of.version + "\" \"User Commands\"\n.SH NAME\n" +
           escaped(name) + " \\- " + escaped(summary) + "\n";
}

std::string options_of(const CLI::App& app) {
    std::string text = ".SH OPTIONS\n";
    for (const auto& group : app.get_groups()) {
        const auto options =
            app.get_options([&group](const CLI::Option* each) { return each->get_group() == group; });
        if (!options.empty()) text += ".SS " + escaped(group) + "\n";
        for (const auto* const option : options) {
            const auto& usual = option->get_default_str();
            const bool has_default = !usual.empty() && option->get_items_expected_max() > 0;
            text += tagged(tag_of(*option),
                           option->get_description() + (has_default ? " [default: " + usual + "]" : ""));
        }
    }
    return text;
}

std::string examples_of(std::span<const cli::help_row> rows) {
    std::string text = ".SH EXAMPLES\n";
    for (const auto& row : rows)
        text += tagged(bold(row.left), row.right);
    return text;
}

std::string exit_codes_of(std::span<const cli::help_row> rows) {
    std::string text = ".SH \"EXIT STATUS\"\n";
    for (const auto& row : rows)
        text += tagged(bold(row.left), row.right);
    return text;
}

// Of all pages but one.
std::string see_also(std::string_view without) {
    std::string text = ".SH \"SEE ALSO\"\n";
    std::string comma;
    if (!without.empty()) {
        text += ".BR flags (1)";
        comma = " ,\n";
    }
    for (const auto* const each : cli::every_command())
        if (each->name != without) {
            text += comma + ".BR " + escaped("flags-" + std::string(each->name)) + " (1)";
            comma = " ,\n";
        }
    return text + "\n";
}

} // namespace

prose prose_in(std::string_view text) {
    const auto section = text.starts_with(".SH") ? 0 : text.find("\n.SH");
    if (section == std::string_view::npos) return {.description = text, .sections = {}};
    const auto end = section == 0 ? 0 : section + 1;
    return {.description = text.substr(0, end), .sections = text.substr(end)};
}

std::string program_page(const prose& words, const edition& of) {
    std::string text = head("flags", "download flag images, all at once", of);
    text += ".SH SYNOPSIS\n\\fBflags\\fR [\\fICOMMAND\\fR] [\\fIOPTIONS\\fR]\n.SH DESCRIPTION\n";
    text += words.description;
    text += ".SH COMMANDS\n";
    for (const auto* const each : cli::every_command())
        text +=
            ".TP\n.BR " + escaped("flags-" + std::string(each->name)) + " (1)\n" + paragraph(each->summary);
    return text + std::string(words.sections) + examples_of(cli::program_examples()) + see_also("");
}

std::string command_page(const cli::command_description& command, const CLI::App& app, const prose& words,
                         const edition& of) {
    const std::string name(command.name);
    std::string text = head("flags-" + name, command.summary, of);
    text += ".SH SYNOPSIS\n" + bold("flags " + name) + " [\\fIOPTIONS\\fR]" +
            (command.usage.empty() ? "" : " " + italic(command.usage)) + "\n.SH DESCRIPTION\n";
    text += words.description;
    return text + options_of(app) + exit_codes_of(command.exit_codes) + std::string(words.sections) +
           examples_of(command.examples) + see_also(command.name);
}

} // namespace flags::manual
