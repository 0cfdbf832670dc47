// SHA-256 by libcrypto, which libcurl has loaded already.
#pragma once

#include <memory>
#include <openssl/evp.h>
#include <string>
#include <string_view>

namespace flags::fetch {

/// Errors: std::bad_alloc, the only way in which libcrypto's own SHA-256 fails.
class sha256 {
public:
    sha256();
    void add(std::string_view bytes);
    /// 64 hexadecimal digits in lower case. Ends the object's use.
    [[nodiscard]] std::string hex();

private:
    struct context_deleter {
        void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
    };
    std::unique_ptr<EVP_MD_CTX, context_deleter> context_;
};

} // namespace flags::fetch
