// The test authority's certificates are what a client checks: names, chain, dates, key.
#include "process/child.hpp"
#include "support/test_ca.hpp"

#include <doctest/doctest.h>

#include <cstdio>
#include <filesystem>

using namespace flags;
using flags::test::test_ca;

namespace {

bool openssl_is_here() {
    if (!test_ca::available()) std::puts("SKIPPED: there is no openssl command (apt-get install openssl)");
    return test_ca::available();
}

process::usage openssl(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "openssl");
    return process::run({.argv = arguments});
}

int verify(const std::filesystem::path& trusted, const test_ca& ca,
           const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments{"verify", "-no-CApath", "-no-CAstore", "-CAfile",
                                       trusted,  "-purpose",   "sslserver"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    arguments.push_back(ca.certificate_file());
    return openssl(arguments).exit_code;
}

} // namespace

TEST_CASE("the certificate is for this host and no other") {
    if (!openssl_is_here()) return;
    const test_ca ca;
    CHECK(verify(ca.ca_file(), ca, {"-verify_ip", "127.0.0.1"}) == 0);
    CHECK(verify(ca.ca_file(), ca, {"-verify_hostname", "localhost"}) == 0);
    CHECK(verify(ca.ca_file(), ca, {"-verify_ip", "127.0.0.2"}) != 0);
    CHECK(verify(ca.ca_file(), ca, {"-verify_hostname", "flags.example"}) != 0);
}

TEST_CASE("only its own authority vouches for it") {
    if (!openssl_is_here()) return;
    const test_ca ca;
    const test_ca stranger;
    CHECK(verify(stranger.ca_file(), ca) != 0);
}

TEST_CASE("it is valid today and not in two days") {
    if (!openssl_is_here()) return;
    const test_ca ca;
    const std::string certificate = ca.certificate_file();
    CHECK(openssl({"x509", "-in", certificate, "-noout", "-checkend", "3600"}).exit_code == 0);
    CHECK(openssl({"x509", "-in", certificate, "-noout", "-checkend", "172800"}).exit_code == 1);
}

TEST_CASE("the key belongs to the certificate and is an elliptic one") {
    if (!openssl_is_here()) return;
    const test_ca ca;
    const auto from_key = openssl({"pkey", "-in", ca.key_file(), "-pubout"});
    const auto from_certificate = openssl({"x509", "-in", ca.certificate_file(), "-noout", "-pubkey"});
    CHECK(from_key.exit_code == 0);
    CHECK(from_key.out == from_certificate.out);
    CHECK(openssl({"pkey", "-in", ca.key_file(), "-noout", "-text"}).out.contains("prime256v1"));
}

TEST_CASE("the large bundle holds the system's authorities and the test's") {
    if (!openssl_is_here()) return;
    const std::filesystem::path system = "/etc/ssl/certs/ca-certificates.crt";
    if (!std::filesystem::exists(system)) {
        std::puts("SKIPPED: the system has no authorities (apt-get install ca-certificates)");
        return;
    }
    const test_ca ca;
    const auto bundle = ca.bundle_with_system_cas();
    CHECK(std::filesystem::file_size(bundle) > std::filesystem::file_size(system));
    CHECK(verify(bundle, ca) == 0);
    CHECK(verify(system, ca) != 0);
    const auto folder = ca.folder_with_system_cas();
    CHECK(openssl({"verify", "-no-CAfile", "-no-CAstore", "-CApath", folder, ca.certificate_file()})
              .exit_code == 0);
}
