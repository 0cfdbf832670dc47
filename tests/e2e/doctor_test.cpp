// `flags doctor`: what is pasted into a report of a fault.
#include "e2e/flags_program.hpp"
#include "support/networks.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>
#include <string>

using namespace flags::test;

namespace {

bool fits_80_columns(const std::string& text) {
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
        if (std::ranges::count_if(
                line, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80; }) > 80)
            return false;
    return true;
}

} // namespace

TEST_CASE("the doctor names what matters, and neither a password nor a path of the user's") {
    const program flags;
    const auto said =
        flags.shell("https_proxy=http://me:secret@proxy.example:3128/ SSL_CERT_FILE=$PWD/missing.pem "
                    "TERM=$(printf '\\033[2Jevil') exec \"$@\"",
                    {"doctor"});
    CHECK(said.exit_code == exit_ok);
    CHECK(said.err.empty());
    for (const auto* const row :
         {"program", "system", "machine", "libcurl", "OpenSSL", "libuv", "c-ares", "libmicrohttpd", "libidn2",
          "libunistring", "headers", "open files", "name servers", "authorities", "proxies", "terminal",
          "data", "tcp", "lab"}) {
        CAPTURE(row);
        CHECK(("\n" + said.out).contains("\n" + std::string(row) + "  "));
    }
    CHECK(said.out.contains("flags " FLAGS_VERSION ", built with "));
    CHECK(said.out.contains("http://credentials@proxy.example:3128;"));
    CHECK(said.out.contains("the file of SSL_CERT_FILE, which cannot be read"));
    CHECK_FALSE(said.out.contains("secret"));
    CHECK_FALSE(said.out.contains(flags.folder().string()));
    CHECK_FALSE(said.out.contains('\033'));
    CHECK(fits_80_columns(said.out));
}

TEST_CASE("the doctor says that the lab works exactly where it does") {
    const program flags;
    const bool works = flags.run({"lab", "--", "true"}).exit_code == exit_ok;
    CHECK(flags.run({"doctor"}).out.ends_with("  works\n") == works);
}

TEST_CASE("where the lab does not work the doctor says why, and that is no failure") {
    if (networks_are_forbidden()) return;
    const program flags;
    const auto said =
        flags.shell("exec unshare --map-root-user sh -c 'echo 0 >/proc/sys/user/max_net_namespaces &&\n"
                    "echo 0 >/proc/sys/user/max_user_namespaces && exec \"$@\"' sh \"$@\"",
                    {"doctor"});
    CHECK(said.exit_code == exit_ok);
    CHECK(said.out.contains("\nlab            does not work: "));
    CHECK(said.out.contains("user.max_user_namespaces"));
    CHECK(fits_80_columns(said.out));
}
