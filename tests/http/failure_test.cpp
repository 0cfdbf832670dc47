// Each result of libcurl becomes the exception that a caller can act on.
#include "http/failure.hpp"

#include <flags/base/error.hpp>
#include <flags/http/error.hpp>

#include <doctest/doctest.h>

#include <cerrno>
#include <string>

using namespace flags;

namespace {

const std::string failing_url = "http://flags.example/bd.png";

transport_error failure_of(CURLcode code, const std::string& detail = {}) {
    try {
        http::throw_transfer_failure({.code = code, .url = failing_url, .detail = detail, .os_error = 0});
    } catch (const transport_error& failure) {
        return failure;
    }
}

} // namespace

TEST_CASE("libcurl's results fall into the faults of the error tree") {
    struct row {
        CURLcode code;
        transport_fault fault;
    };
    constexpr row rows[] = {
        {CURLE_COULDNT_RESOLVE_HOST, transport_fault::dns},
        {CURLE_COULDNT_RESOLVE_PROXY, transport_fault::dns},
        {CURLE_COULDNT_CONNECT, transport_fault::connect},
        {CURLE_OPERATION_TIMEDOUT, transport_fault::timeout},
        {CURLE_PEER_FAILED_VERIFICATION, transport_fault::tls},
        {CURLE_SSL_CONNECT_ERROR, transport_fault::tls},
        {CURLE_SSL_CACERT_BADFILE, transport_fault::tls},
        {CURLE_GOT_NOTHING, transport_fault::reset},
        {CURLE_SEND_ERROR, transport_fault::reset},
        {CURLE_RECV_ERROR, transport_fault::reset},
        {CURLE_PARTIAL_FILE, transport_fault::truncated},
        {CURLE_FILESIZE_EXCEEDED, transport_fault::too_large},
        {CURLE_TOO_MANY_REDIRECTS, transport_fault::protocol},
        {CURLE_UNSUPPORTED_PROTOCOL, transport_fault::protocol},
        {CURLE_URL_MALFORMAT, transport_fault::protocol},
        {CURLE_WEIRD_SERVER_REPLY, transport_fault::protocol},
        {CURLE_HTTP2_STREAM, transport_fault::protocol},
    };
    for (const auto& [code, fault] : rows) {
        CAPTURE(code);
        const auto failure = failure_of(code);
        CHECK(to_string(failure.fault()) == to_string(fault));
        CHECK(failure.code() == std::error_code(static_cast<int>(code), http::curl_category()));
        CHECK(std::string(failure.what()).starts_with(failing_url + ": "));
        CHECK(std::string(failure.what()).ends_with(std::string("(") + curl_easy_strerror(code) + ")"));
    }
}

TEST_CASE("libcurl's message about the transfer is kept") {
    const std::string sentence = failure_of(CURLE_COULDNT_CONNECT, "Connection refused by the desk").what();
    CHECK(sentence.ends_with("(Connection refused by the desk)"));
}

TEST_CASE("a refusal of this machine is a machine_error with its errno") {
    const auto code_of = [](CURLcode code, int os_error) {
        try {
            http::throw_transfer_failure(
                {.code = code, .url = failing_url, .detail = {}, .os_error = os_error});
        } catch (const machine_error& failure) {
            CHECK(std::string(failure.what()).starts_with(failing_url + ": "));
            return failure.code();
        }
    };
    CHECK(code_of(CURLE_COULDNT_CONNECT, EMFILE) == std::errc::too_many_files_open);
    CHECK(code_of(CURLE_COULDNT_CONNECT, ENFILE) == std::errc::too_many_files_open_in_system);
    CHECK(code_of(CURLE_OUT_OF_MEMORY, 0) == std::errc::not_enough_memory);
}

TEST_CASE("which failures are transient") {
    const auto failure = [](transport_fault fault, CURLcode code = CURLE_OK) {
        return transport_error(fault, http::curl_code(code), "failed");
    };
    for (const auto fault : {transport_fault::dns, transport_fault::connect, transport_fault::timeout,
                             transport_fault::reset, transport_fault::truncated}) {
        CHECK(http::is_transient(failure(fault)));
    }
    CHECK_FALSE(http::is_transient(failure(transport_fault::too_large)));
    CHECK(http::is_transient(failure(transport_fault::tls, CURLE_SSL_CONNECT_ERROR)));
    CHECK_FALSE(http::is_transient(failure(transport_fault::tls, CURLE_PEER_FAILED_VERIFICATION)));
    CHECK(http::is_transient(failure(transport_fault::protocol, CURLE_HTTP2)));
    CHECK(http::is_transient(failure(transport_fault::protocol, CURLE_HTTP2_STREAM)));
    CHECK_FALSE(http::is_transient(failure(transport_fault::protocol, CURLE_TOO_MANY_REDIRECTS)));
    CHECK_FALSE(http::is_transient(machine_error(EMFILE, "no descriptor")));
}

TEST_CASE("which setting a failure is about") {
    CHECK(http::setting_of(failure_of(CURLE_OPERATION_TIMEDOUT)) == http::setting::time_limits);
    CHECK(http::setting_of(failure_of(CURLE_FILESIZE_EXCEEDED)) == http::setting::max_body_bytes);
    CHECK(http::setting_of(failure_of(CURLE_PEER_FAILED_VERIFICATION)) == http::setting::ca_file);
    CHECK(http::setting_of(failure_of(CURLE_SSL_CACERT_BADFILE)) == http::setting::ca_file);
    CHECK(http::setting_of(failure_of(CURLE_COULDNT_CONNECT)) == http::setting::none);
    CHECK(http::setting_of(machine_error(EMFILE, "no descriptor")) == http::setting::max_connections);
    CHECK(http::setting_of(machine_error(ENOSPC, "no room")) == http::setting::none);
    CHECK(http::setting_of(content_error("not a flag")) == http::setting::none);
}

TEST_CASE("the category's messages are libcurl's") {
    CHECK(std::string(http::curl_category().name()) == "curl");
    CHECK(http::curl_category().message(CURLE_PARTIAL_FILE) == curl_easy_strerror(CURLE_PARTIAL_FILE));
}
