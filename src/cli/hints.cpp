// One option for each setting of the client.
#include "cli/hints.hpp"

#include <string_view>
#include <utility>

namespace flags::cli {

namespace {

std::string_view hint_for(http::setting setting) {
    switch (setting) {
    case http::setting::none:
        return "";
    case http::setting::stall_timeout:
        return ": try a longer --timeout";
    case http::setting::time_limits:
        return ": try a longer --timeout or --max-time";
    case http::setting::max_body_bytes:
        return ": see --max-size";
    case http::setting::ca_file:
        return ": give the file of its CA with --cacert, CURL_CA_BUNDLE or SSL_CERT_FILE";
    case http::setting::max_connections:
        return " (-m)";
    }
    std::unreachable();
}

} // namespace

std::string with_hint(std::string sentence, const fetch::outcome& result) {
    if (result.kind == fetch::outcome_kind::failed) sentence += hint_for(result.last.setting);
    return sentence;
}

} // namespace flags::cli
