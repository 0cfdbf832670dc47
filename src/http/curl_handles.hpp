// Owners of libcurl's objects.
#pragma once

#include <curl/curl.h>

#include <memory>

namespace flags::http {

template <auto Free>
struct free_with {
    template <class Object>
    void operator()(Object* object) const noexcept {
        static_cast<void>(Free(object));
    }
};

using easy_handle = std::unique_ptr<CURL, free_with<curl_easy_cleanup>>;
using multi_handle = std::unique_ptr<CURLM, free_with<curl_multi_cleanup>>;
using share_handle = std::unique_ptr<CURLSH, free_with<curl_share_cleanup>>;
using string_list = std::unique_ptr<curl_slist, free_with<curl_slist_free_all>>;

} // namespace flags::http
