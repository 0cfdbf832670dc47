// GnuTLS's functions that libmicrohttpd's archive calls, without GnuTLS: the first that is called loads it. So only a server
// with TLS does. src/static_link.cmake says when this is compiled; there it is told, too, when one is missing.
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <dlfcn.h>
#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <tuple>

namespace {

// The application binary interface has had this number since 2014.
constexpr const char* library = "libgnutls.so.30";

// libmicrohttpd's calls have no way to hear of it.
[[noreturn]] void give_up() {
    std::fputs("flags: a server with TLS needs GnuTLS, whose library libgnutls.so.30 cannot be loaded\n",
               stderr);
    std::abort();
}

void* find(const char* name) {
    static void* const loaded = ::dlopen(library, RTLD_NOW | RTLD_LOCAL);
    void* const found = loaded != nullptr ? ::dlsym(loaded, name) : nullptr;
    if (found == nullptr) give_up();
    return found;
}

template <class Function>
struct signature;
template <class Result, class... Parameters>
struct signature<Result(Parameters...)> {
    using result = Result;
    template <std::size_t I>
    using parameter = std::tuple_element_t<I, std::tuple<Parameters...>>;
};

} // namespace

// One function with as many parameters, of the types that GnuTLS's header says.
#define FLAGS_RESULT(name) extern "C" signature<decltype(::name)>::result name
#define FLAGS_TYPE(name, i) signature<decltype(::name)>::parameter<i>
#define FLAGS_REAL(name)                                                                                     \
    static const auto real = reinterpret_cast<decltype(&::name)>(find(#name));                               \
    return real
#define FLAGS_FORWARD_1(name)                                                                                \
    FLAGS_RESULT(name)(FLAGS_TYPE(name, 0) a) { FLAGS_REAL(name)(a); }
#define FLAGS_FORWARD_2(name)                                                                                \
    FLAGS_RESULT(name)(FLAGS_TYPE(name, 0) a, FLAGS_TYPE(name, 1) b) { FLAGS_REAL(name)(a, b); }
#define FLAGS_FORWARD_3(name)                                                                                \
    FLAGS_RESULT(name)(FLAGS_TYPE(name, 0) a, FLAGS_TYPE(name, 1) b, FLAGS_TYPE(name, 2) c) {                \
        FLAGS_REAL(name)(a, b, c);                                                                           \
    }
#define FLAGS_FORWARD_4(name)                                                                                \
    FLAGS_RESULT(name)(FLAGS_TYPE(name, 0) a, FLAGS_TYPE(name, 1) b, FLAGS_TYPE(name, 2) c,                  \
                       FLAGS_TYPE(name, 3) d) {                                                              \
        FLAGS_REAL(name)(a, b, c, d);                                                                        \
    }
#define FLAGS_FORWARD_6(name)                                                                                \
    FLAGS_RESULT(name)(FLAGS_TYPE(name, 0) a, FLAGS_TYPE(name, 1) b, FLAGS_TYPE(name, 2) c,                  \
                       FLAGS_TYPE(name, 3) d, FLAGS_TYPE(name, 4) e, FLAGS_TYPE(name, 5) f) {                \
        FLAGS_REAL(name)(a, b, c, d, e, f);                                                                  \
    }

FLAGS_FORWARD_1(gnutls_certificate_allocate_credentials)
FLAGS_FORWARD_1(gnutls_certificate_free_credentials)
FLAGS_FORWARD_1(gnutls_cipher_get)
FLAGS_FORWARD_1(gnutls_deinit)
FLAGS_FORWARD_1(gnutls_dh_params_deinit)
FLAGS_FORWARD_1(gnutls_dh_params_init)
FLAGS_FORWARD_1(gnutls_handshake)
FLAGS_FORWARD_1(gnutls_priority_deinit)
FLAGS_FORWARD_1(gnutls_protocol_get_version)
FLAGS_FORWARD_1(gnutls_psk_allocate_server_credentials)
FLAGS_FORWARD_1(gnutls_psk_free_server_credentials)
FLAGS_FORWARD_1(gnutls_record_check_pending)
FLAGS_FORWARD_1(gnutls_record_get_direction)
FLAGS_FORWARD_1(gnutls_session_get_ptr)
FLAGS_FORWARD_1(gnutls_strerror)
FLAGS_FORWARD_2(gnutls_bye)
FLAGS_FORWARD_2(gnutls_certificate_server_set_request)
FLAGS_FORWARD_2(gnutls_certificate_set_dh_params)
FLAGS_FORWARD_2(gnutls_certificate_set_retrieve_function2)
FLAGS_FORWARD_2(gnutls_certificate_set_retrieve_function3)
FLAGS_FORWARD_2(gnutls_init)
FLAGS_FORWARD_2(gnutls_priority_set)
FLAGS_FORWARD_2(gnutls_psk_set_server_credentials_function)
FLAGS_FORWARD_2(gnutls_session_set_ptr)
FLAGS_FORWARD_3(gnutls_certificate_set_x509_trust_mem)
FLAGS_FORWARD_3(gnutls_credentials_set)
FLAGS_FORWARD_3(gnutls_dh_params_import_pkcs3)
FLAGS_FORWARD_3(gnutls_priority_init)
FLAGS_FORWARD_3(gnutls_record_recv)
FLAGS_FORWARD_3(gnutls_record_send)
FLAGS_FORWARD_3(gnutls_transport_set_int2)
FLAGS_FORWARD_4(gnutls_alpn_set_protocols)
FLAGS_FORWARD_4(gnutls_certificate_set_x509_key_mem)
FLAGS_FORWARD_4(gnutls_priority_init2) // libmicrohttpd 1.0
FLAGS_FORWARD_6(gnutls_certificate_set_x509_key_mem2)

// libmicrohttpd calls these two when the program starts and ends. GnuTLS does the same by itself when it is loaded.
extern "C" int gnutls_global_init() { return GNUTLS_E_SUCCESS; }
extern "C" void gnutls_global_deinit() {}

// What GnuTLS itself begins with: it frees with std::free.
gnutls_alloc_function gnutls_malloc = std::malloc;
