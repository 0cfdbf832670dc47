// X509_set_version(3) and its neighbours, X509V3_EXT_nconf_nid's strings as in x509v3_config(5), PEM_write_bio(3). The
// extensions are those that Python's VERIFY_X509_STRICT asks for (RFC 5280 sections 4.2.1.1 and 4.2.1.2 too).
#include "origin/throwaway_ca.hpp"

#include <flags/base/error.hpp>

#include <cerrno>
#include <memory>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

namespace flags::origin {
namespace {

template <auto Free>
struct freed_by {
    template <class T>
    void operator()(T* object) const noexcept {
        Free(object);
    }
};
using key = std::unique_ptr<EVP_PKEY, freed_by<&EVP_PKEY_free>>;
using certificate = std::unique_ptr<X509, freed_by<&X509_free>>;
using bytes = std::unique_ptr<BIO, freed_by<&BIO_free_all>>;
using extension = std::unique_ptr<X509_EXTENSION, freed_by<&X509_EXTENSION_free>>;
using big_number = std::unique_ptr<BIGNUM, freed_by<&BN_free>>;

void require(bool done) {
    if (!done)
        throw machine_error(EPROTO, "libcrypto cannot make a certificate; is OpenSSL 3 installed whole?");
}

key make_key() {
    key made(EVP_EC_gen("P-256"));
    require(made != nullptr);
    return made;
}

void extend(X509* subject, X509* issuer, int what, const std::string& value) {
    X509V3_CTX context{};
    X509V3_set_ctx(&context, issuer, subject, nullptr, nullptr, 0);
    const extension made(X509V3_EXT_nconf_nid(nullptr, &context, what, value.c_str()));
    require(made && X509_add_ext(subject, made.get(), -1) == 1);
}

// A certificate without its extensions and signature.
certificate begin_certificate(const char* name, EVP_PKEY* of) {
    constexpr long version_3 = 2;
    constexpr long hour = 3600;
    certificate made(X509_new());
    const big_number serial(BN_new());
    require(made && serial && X509_set_version(made.get(), version_3) == 1 &&
            BN_rand(serial.get(), 127, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 &&
            BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(made.get())) != nullptr &&
            X509_gmtime_adj(X509_getm_notBefore(made.get()), -hour) != nullptr &&
            X509_gmtime_adj(X509_getm_notAfter(made.get()), 24 * hour) != nullptr &&
            X509_set_pubkey(made.get(), of) == 1 &&
            X509_NAME_add_entry_by_NID(X509_get_subject_name(made.get()), NID_commonName, MBSTRING_UTF8,
                                       reinterpret_cast<const unsigned char*>(name), -1, -1, 0) == 1);
    return made;
}

void sign(X509* subject, const X509* issuer, EVP_PKEY* with) {
    require(X509_set_issuer_name(subject, X509_get_subject_name(issuer)) == 1 &&
            X509_sign(subject, with, EVP_sha256()) > 0);
}

template <class Write>
std::string pem(Write write) {
    const bytes out(BIO_new(BIO_s_mem()));
    require(out && write(out.get()) == 1);
    char* text = nullptr;
    const auto size = BIO_get_mem_data(out.get(), &text);
    return {text, static_cast<std::size_t>(size)};
}

std::string pem_of(X509* one) {
    return pem([one](BIO* out) { return PEM_write_bio_X509(out, one); });
}

} // namespace

throwaway_ca make_throwaway_ca(std::string_view address) {
    const key authority_key = make_key();
    const certificate authority = begin_certificate("flags lab, for a day", authority_key.get());
    extend(authority.get(), authority.get(), NID_basic_constraints, "critical,CA:TRUE");
    extend(authority.get(), authority.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
    extend(authority.get(), authority.get(), NID_subject_key_identifier, "hash");
    sign(authority.get(), authority.get(), authority_key.get());

    const key server_key = make_key();
    const certificate server = begin_certificate("flags lab origin", server_key.get());
    extend(server.get(), authority.get(), NID_basic_constraints, "critical,CA:FALSE");
    extend(server.get(), authority.get(), NID_key_usage, "critical,digitalSignature");
    extend(server.get(), authority.get(), NID_ext_key_usage, "serverAuth");
    extend(server.get(), authority.get(), NID_subject_alt_name, "IP:" + std::string(address));
    extend(server.get(), authority.get(), NID_authority_key_identifier, "keyid");
    extend(server.get(), authority.get(), NID_subject_key_identifier, "hash");
    sign(server.get(), authority.get(), authority_key.get());

    return {.certificate_pem = pem_of(authority.get()),
            .server = {.certificate_pem = pem_of(server.get()), .key_pem = pem([&](BIO* out) {
                                                                    return PEM_write_bio_PKCS8PrivateKey(
                                                                        out, server_key.get(), nullptr,
                                                                        nullptr, 0, nullptr, nullptr);
                                                                })}};
}

} // namespace flags::origin
