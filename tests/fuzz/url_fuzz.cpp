// A URL: whether it is one, its origin and its host, and as a template.
#include "fuzz/fuzz.hpp"
#include "http/named_host.hpp"

#include <flags/base/error.hpp>
#include <flags/catalog/url.hpp>
#include <flags/catalog/url_template.hpp>
#include <flags/http/url.hpp>

FLAGS_FUZZ(url) {
    flags::test::require(input.starts_with(flags::http::origin_of(input)));
    if (const auto host = flags::http::named_host_of(input)) flags::test::require(input.contains(host->host));
    const auto fault = flags::catalog::url_fault(input);
    try {
        static_cast<void>(flags::catalog::url_template::parse(input));
    } catch (const flags::usage_error&) { // NOLINT(bugprone-empty-catch): to refuse is right
    }
    if (!fault) flags::test::require((input[0] | 0x20) == 'h' && input.contains("://")); // in any case
}
