// A folder, a server that misbehaves, and jobs between them, for tests of downloads.
#pragma once

#include "http/get.hpp"
#include "support/hostile_server.hpp"
#include "support/temp_dir.hpp"

#include <flags/coro/generator.hpp>
#include <flags/coro/task.hpp>
#include <flags/fetch/download.hpp>
#include <flags/fetch/job.hpp>
#include <flags/fetch/retry.hpp>
#include <flags/fetch/store.hpp>
#include <flags/http/client.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace flags::test {

inline std::string bytes_of(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

/// A real flag: Debian's iso-flags-png-320x240.
inline std::string flag_of(std::string_view cc) {
    return bytes_of("/usr/share/iso-flags-png-320x240/" + std::string(cc) + ".png");
}

inline std::string whole_answer(std::string_view body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
           std::string(body);
}

/// Answers with a flag while open, and makes every request wait until then.
class gate {
public:
    void open() { open_ = true; }

    [[nodiscard]] hostile_server::behaviour behaviour(std::string body) const {
        return [this, body = std::move(body)](connection& peer) {
            while (!open_)
                if (!peer.pause(std::chrono::milliseconds(1))) return false;
            return peer.send(whole_answer(body));
        };
    }

private:
    std::atomic<bool> open_ = false;
};

struct download_site {
    std::string flag = flag_of("bd");
    hostile_server server{flag};
    temp_dir folder;
    fetch::store files{folder.path()};

    [[nodiscard]] fetch::job job(const std::string& label, const std::string& path) const {
        return {.label = label,
                .url = server.url(path),
                .file_name = label + ".png",
                .expected = fetch::media_type::png};
    }

    /// The bytes under a job's final name; empty when it is not there.
    [[nodiscard]] std::string saved(const std::string& label) const {
        return bytes_of(folder.path() / (label + ".png"));
    }

    [[nodiscard]] std::set<std::string> names() const {
        std::set<std::string> all;
        for (const auto& entry : std::filesystem::directory_iterator(folder.path()))
            all.insert(entry.path().filename());
        return all;
    }
};

inline coro::generator<fetch::job> each_of(std::vector<fetch::job> jobs) {
    for (auto& job : jobs)
        co_yield std::move(job);
}

/// Ends when each job has ended: what they came to, in that order.
inline coro::task<std::vector<fetch::outcome>>
download_all(const fetch::store& files, std::vector<fetch::job> jobs, std::size_t max_requests,
             fetch::retry_policy retries, http::client_options options = direct()) {
    http::client client(std::move(options));
    auto finished = fetch::download_many(client, files, each_of(std::move(jobs)), max_requests, retries);
    std::vector<fetch::outcome> outcomes;
    while (auto result = co_await finished.next())
        outcomes.push_back(std::move(*result));
    co_return outcomes;
}

} // namespace flags::test
