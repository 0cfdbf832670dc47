// From options and journals to jobs.
#include "cli/get_plan.hpp"

#include "cli/jobs.hpp"
#include "cli/past_runs.hpp"
#include "report/verbose.hpp"

#include <flags/base/descriptors.hpp>
#include <flags/catalog/url_template.hpp>
#include <flags/fetch/journal.hpp>
#include <flags/http/url.hpp>
#include <flags/window/limits.hpp>

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

namespace flags::cli {

namespace {

get_plan plan_of_codes(const get_options& options) {
    auto server = options.embedded ? std::make_unique<origin::server>(*options.embedded) : nullptr;
    const std::string site = server ? server->base_url() : options.server;
    std::string own_origin(server ? http::origin_of(site) : "");
    return {.embedded = std::move(server),
            .site = site,
            .own_origin = std::move(own_origin),
            .jobs = jobs_for(options, catalog::url_template::parse(site)),
            .wanted = options.codes.size()};
}

get_plan plan_of_journal(const fetch::journal_contents& past) {
    unfinished rest = unfinished_in(past);
    auto server = rest.needs_embedded_server ? std::make_unique<origin::server>() : nullptr;
    const std::string own_origin(server ? http::origin_of(server->base_url()) : "");
    const std::size_t wanted = rest.jobs.size();
    return {.embedded = std::move(server),
            .own_origin = own_origin,
            .jobs = at_own_origin(std::move(rest.jobs), own_origin),
            .wanted = wanted,
            .refused = rest.refused};
}

get_plan plan_of_list(const list_options& list) {
    get_plan plan{.left_out = std::make_unique<left_out_lines>()};
    plan.listed = listed_jobs(list, *plan.left_out);
    if (!list.input) plan.wanted = list.urls.size();
    return plan;
}

// The embedded server has its end of each connection in this process, too.
constexpr std::size_t descriptors_per_request(bool embedded) { return embedded ? 2 : 1; }

// Towards all origins together.
std::size_t requests_in_all(const get_options& options, const get_plan& plan) {
    // With a number of one's own there is one for all of them, and codes have one origin only.
    const bool many_origins = options.retry || options.list;
    const std::size_t most = plan.automatic && many_origins
                                 ? std::max(options.max_requests, window::limits().in_all)
                                 : options.max_requests;
    const std::size_t useful = options.mode == download_mode::concurrent
                                   ? std::clamp<std::size_t>(plan.wanted.value_or(most), 1, most)
                                   : 1;
    const std::size_t affordable =
        affordable_connections(useful, descriptors_per_request(plan.embedded != nullptr));
    if (affordable < useful)
        spdlog::warn("note: RLIMIT_NOFILE allows {} requests at once, not {}: raise `ulimit -n` for more",
                     affordable, useful);
    return std::min(useful, affordable);
}

http::client_options client_for(const get_options& options, std::size_t max_requests) {
    http::client_options client = options.client;
    client.max_connections = max_requests;
    if (options.mode == download_mode::sequential) client.connections = http::connection_policy::new_each;
    return client;
}

// The label of a server that has one.
std::string_view label_of(const get_options& options) {
    if (options.embedded) return options.server;
    return options.server == catalog::original_site ? "REMOTE" : "";
}

} // namespace

get_plan plan_get(const get_options& options) {
    fetch::journal_contents past = read_past(options);
    get_plan plan = options.retry  ? plan_of_journal(past)
                    : options.list ? plan_of_list(*options.list)
                                   : plan_of_codes(options);
    if (options.journal && plan.listed)
        plan.listed = with_past(*std::move(plan.listed), std::move(past), options.resume.has_value());
    else if (options.journal)
        plan.jobs =
            with_past(*std::move(plan.jobs), std::move(past), plan.own_origin, options.resume.has_value());
    plan.automatic = options.automatic && options.mode == download_mode::concurrent;
    plan.max_in_all = requests_in_all(options, plan);
    plan.max_requests = std::min(plan.max_in_all, options.max_requests);
    plan.client = client_for(options, plan.max_in_all);
    if (options.client.insecure)
        spdlog::warn("warning: --insecure: certificates are not verified, anybody may be the server");
    if (!options.retry && !options.list)
        spdlog::info(report::initial_report(label_of(options), plan.site, options.codes, plan.max_requests));
    return plan;
}

} // namespace flags::cli
