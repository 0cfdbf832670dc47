// `flags doctor`, which has no options.
#include "cli/options/commands.hpp"

namespace flags::cli {

namespace {

constexpr help_row doctor_examples[] = {
    {.left = "flags doctor", .right = "what to paste into a report of a fault"},
};
constexpr help_row doctor_exits[] = {
    {.left = "0", .right = "always, unless standard output fails"}, usage_exit, machine_exit};

std::function<command()> declare_doctor(CLI::App&) {
    return [] { return command(doctor_options()); };
}

} // namespace

const command_description doctor_command = {.name = "doctor",
                                            .summary = "Say what of this machine matters to flags",
                                            .usage = "",
                                            .examples = doctor_examples,
                                            .exit_codes = doctor_exits,
                                            .declare = declare_doctor};

} // namespace flags::cli
