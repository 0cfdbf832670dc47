// The table of libcurl's results.
#include "http/failure.hpp"

#include <flags/base/error.hpp>
#include <flags/http/error.hpp>

#include <cerrno>
#include <string_view>

namespace flags::http {

namespace {

class curl_error_category final : public std::error_category {
public:
    [[nodiscard]] const char* name() const noexcept override { return "curl"; }
    [[nodiscard]] std::string message(int code) const override {
        return curl_easy_strerror(static_cast<CURLcode>(code));
    }
};

struct meaning {
    transport_fault fault;
    std::string_view words;
};

// One code for three causes; libcurl's text tells them apart (7.88: Curl_http_statusline, findprotocol).
std::string_view words_for_protocol(std::string_view detail) {
    if (detail.contains("HTTP/0.9")) return "the answer does not begin as HTTP does";
    if (detail.contains("\"http\"")) return "a redirection from https to http is not followed";
    return "only http and https are followed, and this leads elsewhere";
}

meaning meaning_of(CURLcode code, std::string_view detail) {
    switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
        return {transport_fault::dns,
                "the name of the host could not be resolved: check its spelling and the network"};
    case CURLE_COULDNT_CONNECT:
        return {transport_fault::connect, "no connection: is the server up, is the port right?"};
    case CURLE_OPERATION_TIMEDOUT:
        return {transport_fault::timeout, "time-out"};
    case CURLE_PEER_FAILED_VERIFICATION:
        return {transport_fault::tls, "the certificate is not trusted"};
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_ENGINE_NOTFOUND:
    case CURLE_SSL_ENGINE_SETFAILED:
    case CURLE_SSL_ENGINE_INITFAILED:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_SHUTDOWN_FAILED:
    case CURLE_SSL_CRL_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_CLIENTCERT:
    case CURLE_USE_SSL_FAILED:
        return {transport_fault::tls, "no secure connection"};
    case CURLE_SSL_CACERT_BADFILE:
        return {transport_fault::tls, "the CA file is not a PEM bundle"};
    case CURLE_GOT_NOTHING:
        return {transport_fault::reset, "the server closed the connection without an answer"};
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
        return {transport_fault::reset, "the connection broke"};
    case CURLE_PARTIAL_FILE:
        return {transport_fault::truncated, "the body ended before its announced length"};
    case CURLE_FILESIZE_EXCEEDED:
        return {transport_fault::too_large, "the body is too large"};
    case CURLE_TOO_MANY_REDIRECTS:
        return {transport_fault::protocol, "too many redirects"};
    case CURLE_UNSUPPORTED_PROTOCOL:
        return {transport_fault::protocol, words_for_protocol(detail)};
    default:
        return {transport_fault::protocol, "no usable answer"};
    }
}

} // namespace

const std::error_category& curl_category() noexcept {
    static const curl_error_category category;
    return category;
}

std::error_code curl_code(CURLcode code) noexcept { return {static_cast<int>(code), curl_category()}; }

bool is_transient(const error& failure) noexcept {
    const auto* const broken = dynamic_cast<const transport_error*>(&failure);
    if (broken == nullptr) return false;
    switch (broken->fault()) {
    case transport_fault::dns:
    case transport_fault::connect:
    case transport_fault::timeout:
    case transport_fault::reset:
    case transport_fault::truncated:
        return true;
    case transport_fault::tls:
        return failure.code() == curl_code(CURLE_SSL_CONNECT_ERROR);
    case transport_fault::protocol:
        return failure.code() == curl_code(CURLE_HTTP2) || failure.code() == curl_code(CURLE_HTTP2_STREAM);
    case transport_fault::too_large:
        return failure.code() == std::errc::no_buffer_space; // the others are smaller the next time
    }
    return false;
}

setting setting_of(const error& failure) noexcept {
    const std::error_code& code = failure.code();
    if (dynamic_cast<const machine_error*>(&failure) != nullptr) {
        const bool has_no_descriptor =
            code == std::errc::too_many_files_open || code == std::errc::too_many_files_open_in_system;
        return has_no_descriptor ? setting::max_connections : setting::none;
    }
    if (dynamic_cast<const transport_error*>(&failure) == nullptr) return setting::none;
    if (code == std::errc::timed_out) return setting::stall_timeout;
    if (code == curl_code(CURLE_OPERATION_TIMEDOUT)) return setting::time_limits;
    if (code == curl_code(CURLE_FILESIZE_EXCEEDED)) return setting::max_body_bytes;
    if (code == curl_code(CURLE_PEER_FAILED_VERIFICATION) || code == curl_code(CURLE_SSL_CACERT_BADFILE))
        return setting::ca_file;
    return setting::none;
}

void throw_transfer_failure(const failed_transfer& failed) {
    if (failed.os_error == EMFILE || failed.os_error == ENFILE)
        throw machine_error(
            failed.os_error,
            failed.url + ": no file descriptor is left for a connection: raise `ulimit -n` or download "
                         "fewer at once");
    if (failed.code == CURLE_OUT_OF_MEMORY) throw machine_error(ENOMEM, failed.url + ": out of memory");
    const std::string_view detail = failed.detail.empty() ? std::string_view(curl_easy_strerror(failed.code))
                                                          : std::string_view(failed.detail);
    const meaning why = meaning_of(failed.code, detail);
    std::string sentence = failed.url + ": " + std::string(why.words);
    sentence.append(" (").append(detail).append(")");
    throw transport_error(why.fault, curl_code(failed.code), sentence);
}

} // namespace flags::http
