// The commands. Each run() does what its options say and returns the exit code of the program.
#pragma once

#include "cli/command_line.hpp"

namespace flags::cli {

/// `flags get` and `flags retry`. Single flags that fail are reported and are in the exit code.
/// Errors: storage_error when the folder or the embedded server's flags are not usable; usage_error for a CA file that is
/// not there.
[[nodiscard]] int run(const get_options& options);

/// `flags serve`: prints the base URL on standard output and serves until SIGINT or SIGTERM.
/// Errors: storage_error when the flags are not installed or the port is taken; usage_error for a wrong address.
[[nodiscard]] int run(const serve_options& options);

/// `flags probe`. Single names that fail are reported and are in the exit code.
/// Errors: storage_error when the list of names cannot be read; flags::error when the resolver cannot be set up.
[[nodiscard]] int run(const lookup_options& options);

/// `flags lab`: describes the network on standard error, before the command and after it. Returns the command's exit code.
/// Errors: machine_error when the machine does not allow the network; usage_error for a wrong server folder.
[[nodiscard]] int run(const lab_options& options);

/// `flags compare`: prints the table and the sentence, and writes the reports that are wanted. all_ok when every variant has
/// a run that counts, else some_failed; nothing_concluded when the lab was not as it should be.
/// Errors: machine_error when the machine does not allow the lab, storage_error when it refuses files; usage_error for a
/// wrong server folder, and for a file to show that is not a comparison.
[[nodiscard]] int run(const compare_options& options);

/// `flags bench`: measures the matrix, or reads it, shows it, and writes the files that are wanted; after Ctrl-C those networks that
/// were finished. check_failed when it has what --fail-if forbids; else as for compare.
/// Errors: those of compare; usage_error for a file that is not a matrix, or has other options than those to go on with.
[[nodiscard]] int run(const bench_options& options);

/// `flags profiles`: the networks that have a name. Errors: those of standard_output.
[[nodiscard]] int run(const profiles_options& options);

/// `flags paths`: shows what is remembered of networks and servers, or forgets it.
/// Errors: usage_error for an origin that is not remembered; storage_error when there is no file to look into, or it is
/// left alone (see fetch::path_file); those of standard_output.
[[nodiscard]] int run(const paths_options& options);

/// `flags doctor`: prints what of this machine matters, fit to be published: no secret, no name of a user. Afterwards the
/// process may be in another network. Errors: those of standard_output.
[[nodiscard]] int run(const doctor_options& options);

} // namespace flags::cli
