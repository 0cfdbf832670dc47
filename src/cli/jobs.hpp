// From options to jobs.
#pragma once

#include "cli/command_line.hpp"
#include "compare/comparison.hpp"

#include <flags/catalog/url_template.hpp>
#include <flags/coro/generator.hpp>
#include <flags/fetch/job.hpp>

#include <string>
#include <vector>

namespace flags::cli {

/// A job for each code, as it is asked for. When a country's name is a part of the file's, the job says where that is
/// found; until then its file name shows the place: "{country}.png".
/// Errors: usage_error when names of countries are wanted from a server that does not tell them.
[[nodiscard]] coro::generator<fetch::job> jobs_for(get_options options, catalog::url_template from);

/// The files of a comparison: the flags of `codes` at `server`, a base URL or a template, each named by its code.
[[nodiscard]] std::vector<compare::file> compared_files(const std::string& server,
                                                        const std::vector<catalog::country_code>& codes,
                                                        const std::string& extension);

/// `--dry-run`: what would be done, "URL → FILE", a line for each flag.
void print_plan(const get_options& options);

} // namespace flags::cli
