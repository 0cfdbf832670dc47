// Many downloads with a constant or automatic number of requests at once.
#pragma once

#include "fetch/downloads.hpp"

#include <flags/fetch/admission.hpp>
#include <flags/fetch/download.hpp>

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace flags::test {

inline std::unique_ptr<fetch::admission> at_most(std::size_t requests, bool automatic) {
    if (!automatic) return std::make_unique<fetch::admission>(requests);
    return std::make_unique<fetch::admission>(window::limits{.per_origin = requests, .in_all = requests});
}

inline coro::task<std::vector<fetch::outcome>> all_of(const download_site& from, std::vector<fetch::job> jobs,
                                                      std::size_t most, bool automatic,
                                                      fetch::retry_policy retries = {.retries = 0},
                                                      http::client_options options = direct()) {
    http::client client(std::move(options));
    const auto permits = at_most(most, automatic);
    auto finished = fetch::download_many(client, from.files, each_of(std::move(jobs)), *permits, retries);
    std::vector<fetch::outcome> ends;
    while (auto end = co_await finished.next())
        ends.push_back(std::move(*end));
    CHECK(permits->in_flight() == 0);
    co_return ends;
}

inline std::vector<fetch::job> jobs_for(const download_site& from, const std::string& path, int count) {
    std::vector<fetch::job> jobs;
    for (int n = 0; n < count; ++n)
        jobs.push_back(from.job("file" + std::to_string(n), path));
    return jobs;
}

} // namespace flags::test
