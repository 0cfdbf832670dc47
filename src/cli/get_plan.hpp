// What a run of `flags get` or `flags retry` is going to do.
#pragma once

#include "cli/command_line.hpp"
#include "cli/listed_jobs.hpp"
#include "origin/server.hpp"

#include <flags/coro/async_generator.hpp>
#include <flags/coro/generator.hpp>
#include <flags/fetch/job.hpp>
#include <flags/http/client_options.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

namespace flags::cli {

/// Owns: the embedded server, if flags come from there; it runs already.
struct get_plan {
    std::unique_ptr<origin::server> embedded{};
    std::string site{};       ///< a base URL or a template; not known to `flags retry`
    std::string own_origin{}; ///< the address of the embedded server, without a path
    std::optional<coro::generator<fetch::job>> jobs{};
    std::optional<coro::async_generator<fetch::job>> listed{}; ///< the jobs of a list, in place of these
    std::unique_ptr<left_out_lines> left_out{};                ///< and what is none
    std::optional<std::size_t> wanted{};                       ///< how many jobs, where it is known
    std::size_t refused = 0;      ///< flags of a journal that cannot be requested again
    std::size_t max_requests = 1; ///< as many as the mode, the jobs and the limit of descriptors allow
    std::size_t max_in_all = 1;   ///< towards all origins of a journal: the same, or more when automatic
    bool automatic = false;       ///< how many is found out
    http::client_options client{};
};

/// Reads the journal of earlier runs and starts the embedded server, if they are needed; says on standard error what a
/// user should know before the run begins.
/// Errors: those of fetch::read_journal and origin::server.
[[nodiscard]] get_plan plan_get(const get_options& options);

} // namespace flags::cli
