// Numbers, times, sizes and files on the command line.
#include "cli/options/values.hpp"

#include "cli/report_file.hpp"
#include "netlab/kind.hpp"
#include "netlab/units.hpp"

#include <flags/base/error.hpp>

#include <algorithm>
#include <unistd.h>

namespace flags::cli {

using namespace std::chrono_literals;

void refuse(std::string_view option, std::string_view value, std::string_view right) {
    const std::string shown(value.empty() ? "''" : value);
    throw usage_error(std::string(option) + " " + shown + ": " + std::string(right));
}

std::uint64_t read_seed(std::string_view option, std::string_view text) {
    return whole_number<std::uint64_t>(0, UINT64_MAX, "give a whole number of at most 64 bits")(option, text);
}

std::chrono::milliseconds read_time(std::string_view option, std::string_view text) {
    const auto time = time_or_seconds(text);
    if (!time || *time < 1ms)
        refuse(option, text, "give a time above 0, at most a day, for example 6.1s or 500ms");
    return std::chrono::ceil<std::chrono::milliseconds>(*time);
}

std::size_t read_size(std::string_view option, std::string_view text) {
    const auto size = netlab::parse_size(text);
    if (!size) refuse(option, text, "give a size of 1 byte to 1G, for example 16M");
    return *size;
}

double read_part(std::string_view option, std::string_view text) {
    double part = 0;
    if (const auto right = netlab::take_part(part, text); !right.empty()) refuse(option, text, right);
    return part;
}

std::string read_text(std::string_view, std::string_view text) { return std::string(text); }

std::filesystem::path read_output_file(std::string_view option, std::string_view text) {
    const std::filesystem::path file = text;
    if (!file.has_filename() || is_folder(file))
        refuse(option, text, "give a file, for example report." + std::string(option.substr(2)));
    check_report_file(option, file);
    return file;
}

std::filesystem::path read_input_file(std::string_view option, std::string_view text, std::string_view what) {
    const std::filesystem::path file = text;
    if (is_folder(file) || ::access(file.c_str(), R_OK) != 0)
        refuse(option, text, "cannot be read: give " + std::string(what));
    return file;
}

std::optional<std::chrono::nanoseconds> time_or_seconds(std::string_view text) {
    const bool has_unit = text.find_first_not_of("0123456789.") != std::string_view::npos;
    return netlab::parse_time(has_unit ? std::string(text) : std::string(text) + "s");
}

std::string shown(std::chrono::milliseconds time) { return netlab::show_time(time); }

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        words.emplace_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return words;
}

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return text;
}

bool is_folder(const std::filesystem::path& path) {
    std::error_code unreadable;
    return std::filesystem::is_directory(path, unreadable);
}

} // namespace flags::cli
