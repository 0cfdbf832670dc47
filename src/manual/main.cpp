// flags_manual_writer PROSE TARGET VERSION DATE: writes into the folder TARGET, at build time, what is installed beside the program
// and comes from the declarations of the command line. PROSE is the folder with the words of each manual page.
#include "base/controls.hpp"
#include "manual/completions.hpp"
#include "manual/declared.hpp"
#include "manual/man_page.hpp"

#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

namespace {

using namespace flags;

std::string read(const std::filesystem::path& file) {
    std::ifstream stream(file);
    std::string text{std::istreambuf_iterator<char>(stream), {}};
    if (!stream || text.empty()) throw std::runtime_error(file.string() + " cannot be read, or is empty");
    return text;
}

void write(const std::filesystem::path& file, const std::string& text) {
    std::filesystem::create_directories(file.parent_path());
    std::ofstream stream(file);
    stream << text << std::flush;
    if (!stream) throw std::runtime_error(file.string() + " cannot be written");
}

void write_pages(const std::filesystem::path& words, const std::filesystem::path& target,
                 const manual::edition& of) {
    write(target / "flags.1", program_page(manual::prose_in(read(words / "flags.man")), of));
    for (const auto* const each : cli::every_command()) {
        const std::string name(each->name);
        CLI::App app;
        static_cast<void>(cli::declare_options(*each, app));
        const auto text = read(words / (name + ".man"));
        write(target / ("flags-" + name + ".1"), command_page(*each, app, manual::prose_in(text), of));
    }
}

void write_completions(const std::filesystem::path& target) {
    const auto commands = manual::declared_commands();
    write(target / "bash" / "flags", manual::bash_completion(commands));
    write(target / "zsh" / "_flags", manual::zsh_completion(commands));
    write(target / "fish" / "flags.fish", manual::fish_completion(commands));
}

} // namespace

int main(int argc, char** argv) try {
    if (argc != 5) throw std::runtime_error("usage: flags_manual_writer PROSE TARGET VERSION DATE");
    const std::filesystem::path target = argv[2];
    write_pages(argv[1], target / "man1", {.version = argv[3], .date = argv[4]});
    write_completions(target);
} catch (const std::exception& failure) {
    std::fputs(without_controls(std::string("flags_manual_writer: ") + failure.what() + "\n").c_str(),
               stderr);
    return 1;
}
