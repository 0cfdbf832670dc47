// A small HTTP client on libcurl for asking the embedded server things, polite ones and others.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace flags::test {

/// What came back.
struct reply {
    long status = 0;
    std::string body;
    std::string head; // all header lines
    long new_connections = 0;
    std::chrono::steady_clock::duration took{};

    /// The value of a header field; "" when it is not there.
    [[nodiscard]] std::string header(std::string_view name) const;
};

/// What is sent. The path goes out as it stands: no dots are removed.
struct request {
    std::string url;
    std::string method = "GET";
    std::vector<std::string> fields = {}; // "Name: value"
    std::string body = {};
    std::string ca_pem = {}; // trusted in place of the system's
};

/// Owns: connections, kept alive between requests.
/// Errors: std::runtime_error when no answer comes.
class http_client {
public:
    http_client();
    ~http_client();
    http_client(const http_client&) = delete;
    http_client& operator=(const http_client&) = delete;

    reply send(const request& what);
    reply get(const std::string& url) { return send({.url = url}); }

    /// All at once, each on its own connection; the replies in the order of the URLs.
    std::vector<reply> get_all(const std::vector<std::string>& urls);

private:
    struct state;
    std::unique_ptr<state> state_;
};

} // namespace flags::test
