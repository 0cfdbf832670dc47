// dl_iterate_phdr(3) tells which shared objects there are.
#include "cli/libraries.hpp"

#include <CLI/Version.hpp>
#include <ares.h>
#include <curl/curl.h>
#include <microhttpd.h>
#include <nlohmann/json.hpp>
#include <spdlog/fmt/fmt.h>
#include <spdlog/version.h>
#include <uv.h>

#include <idn2.h>
#include <link.h>
#include <openssl/crypto.h>
#include <openssl/opensslv.h>
#include <string>
#include <string_view>
#include <unistring/version.h>

namespace flags::cli {

namespace {

int is_named(dl_phdr_info* object, std::size_t, void* wanted) {
    std::string_view file = object->dlpi_name == nullptr ? "" : object->dlpi_name;
    file.remove_prefix(file.rfind('/') + 1); // npos + 1 is 0
    return file.starts_with(*static_cast<const std::string_view*>(wanted)) ? 1 : 0;
}

diagnosis_row library(std::string name, std::string_view file, std::string_view loaded,
                      std::string_view compiled) {
    const bool is_shared = ::dl_iterate_phdr(is_named, &file) != 0;
    return {.what = std::move(name),
            .found = version_words(loaded, compiled) + (is_shared ? ", shared" : ", in the program")};
}

// As libmicrohttpd has it: 0x00097500 is 0.9.75.
std::string microhttpd_version(unsigned number) {
    return fmt::format("{:x}.{:x}.{:x}", number >> 24U, (number >> 16U) & 0xffU, (number >> 8U) & 0xffU);
}

std::string unistring_version(int number) {
    return fmt::format("{}.{}.{}", number >> 16, (number >> 8) & 0xff, number & 0xff);
}

} // namespace

std::vector<diagnosis_row> libraries() {
#ifdef FLAGS_CURL_ARCHIVE
    // What libcurl would say of itself takes the versions of libraries that the program is linked without
    // (src/static_link.cmake). An archive is of the same version as its headers.
    std::vector<diagnosis_row> rows = {{.what = "libcurl", .found = LIBCURL_VERSION ", in the program"}};
#else
    std::vector<diagnosis_row> rows = {
        library("libcurl", "libcurl", ::curl_version_info(CURLVERSION_NOW)->version, LIBCURL_VERSION),
        {.what = "", .found = ::curl_version()}};
#endif
    rows.insert(
        rows.end(),
        {
            library("OpenSSL", "libcrypto", ::OpenSSL_version(OPENSSL_VERSION_STRING),
                    OPENSSL_FULL_VERSION_STR),
            library("libuv", "libuv", ::uv_version_string(),
                    fmt::format("{}.{}.{}", UV_VERSION_MAJOR, UV_VERSION_MINOR, UV_VERSION_PATCH)),
            library("c-ares", "libcares", ::ares_version(nullptr), ARES_VERSION_STR),
            library("libmicrohttpd", "libmicrohttpd", ::MHD_get_version(), microhttpd_version(MHD_VERSION)),
            library("libidn2", "libidn2", ::idn2_check_version(nullptr), IDN2_VERSION),
            library("libunistring", "libunistring", unistring_version(::_libunistring_version),
                    unistring_version(_LIBUNISTRING_VERSION)),
            {.what = "headers",
             .found = fmt::format("CLI11 {}, spdlog {}.{}.{}, fmt {}, nlohmann-json {}.{}.{}", CLI11_VERSION,
                                  SPDLOG_VER_MAJOR, SPDLOG_VER_MINOR, SPDLOG_VER_PATCH, FMT_VERSION,
                                  NLOHMANN_JSON_VERSION_MAJOR, NLOHMANN_JSON_VERSION_MINOR,
                                  NLOHMANN_JSON_VERSION_PATCH)},
        });
    return rows;
}

} // namespace flags::cli
