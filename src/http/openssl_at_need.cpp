// libcurl initialises OpenSSL when itself is, which reads openssl.cnf and registers every engine: a third of what a run
// without TLS executes. Here that waits for the first use of TLS. src/static_link.cmake says when this is compiled; the
// linker then sends each call of OPENSSL_init_ssl here (--wrap).
#include <atomic>
#include <cstdint>
#include <openssl/ssl.h>

// The linker's names: the function itself, and the one that is called in its place.
extern "C" {
// NOLINTBEGIN(bugprone-reserved-identifier)
int __real_OPENSSL_init_ssl(std::uint64_t options, const OPENSSL_INIT_SETTINGS* settings);
int __wrap_OPENSSL_init_ssl(std::uint64_t options, const OPENSSL_INIT_SETTINGS* settings);
}

namespace {

// OPENSSL_init_ssl(3): it may be called several times, from any thread, and does what has not been done.
std::atomic<std::uint64_t> asked_by_libcurl = 0;

} // namespace

int __wrap_OPENSSL_init_ssl(std::uint64_t options, const OPENSSL_INIT_SETTINGS* settings) {
    // libcurl alone names the configuration (7.88.1, 8.14.1: ossl_init). libssl calls this again when it makes a context.
    if ((options & OPENSSL_INIT_LOAD_CONFIG) != 0 && settings == nullptr) {
        asked_by_libcurl |= options;
        return 1;
    }
    if (const auto before = asked_by_libcurl.exchange(0);
        before != 0 && __real_OPENSSL_init_ssl(before, nullptr) == 0)
        return 0;
    return __real_OPENSSL_init_ssl(options, settings);
}
// NOLINTEND(bugprone-reserved-identifier)
