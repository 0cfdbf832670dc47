// libcurl's easy interface for one request, its multi interface for many.
#include "origin/http_get.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <cctype>
#include <new>
#include <stdexcept>

namespace flags::test {
namespace {

using easy_ptr = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
using list_ptr = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

void check(CURLcode code) {
    if (code != CURLE_OK) throw std::runtime_error(curl_easy_strerror(code));
}

std::size_t append(char* bytes, std::size_t size, std::size_t count, void* text) noexcept {
    static_cast<std::string*>(text)->append(bytes, size * count);
    return size * count;
}

void prepare(CURL* easy, const std::string& url, reply& answer) {
    curl_easy_reset(easy);
    check(curl_easy_setopt(easy, CURLOPT_URL, url.c_str()));
    check(curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L));
    check(curl_easy_setopt(easy, CURLOPT_NOPROXY, "*"));
    check(curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, append));
    check(curl_easy_setopt(easy, CURLOPT_WRITEDATA, &answer.body));
    check(curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, append));
    check(curl_easy_setopt(easy, CURLOPT_HEADERDATA, &answer.head));
}

void finish(CURL* easy, reply& answer) {
    curl_off_t microseconds = 0;
    check(curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &answer.status));
    check(curl_easy_getinfo(easy, CURLINFO_NUM_CONNECTS, &answer.new_connections));
    check(curl_easy_getinfo(easy, CURLINFO_TOTAL_TIME_T, &microseconds));
    answer.took = std::chrono::microseconds(microseconds);
}

easy_ptr new_easy() {
    easy_ptr easy(curl_easy_init(), &curl_easy_cleanup);
    if (!easy) throw std::bad_alloc();
    return easy;
}

} // namespace

std::string reply::header(std::string_view name) const {
    const std::string wanted = "\n" + std::string(name) + ": ";
    const auto same = [](char a, char b) {
        return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
    };
    const auto found = std::ranges::search(head, wanted, same);
    return found.empty() ? "" : std::string(found.end(), std::find(found.end(), head.end(), '\r'));
}

struct http_client::state {
    easy_ptr easy = new_easy();
};

http_client::http_client() : state_(std::make_unique<state>()) {}
http_client::~http_client() = default;

reply http_client::send(const request& what) {
    CURL* const easy = state_->easy.get();
    reply answer;
    prepare(easy, what.url, answer);
    list_ptr fields(nullptr, &curl_slist_free_all);
    for (const auto& field : what.fields) {
        curl_slist* const head = curl_slist_append(fields.get(), field.c_str());
        if (head == nullptr) throw std::bad_alloc();
        if (!fields) fields.reset(head);
    }
    check(curl_easy_setopt(easy, CURLOPT_HTTPHEADER, fields.get()));
    if (!what.body.empty()) {
        check(curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, static_cast<long>(what.body.size())));
        check(curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, what.body.c_str()));
    }
    if (!what.ca_pem.empty()) {
        curl_blob pem{.data = const_cast<char*>(what.ca_pem.data()),
                      .len = what.ca_pem.size(),
                      .flags = CURL_BLOB_COPY};
        check(curl_easy_setopt(easy, CURLOPT_CAINFO_BLOB, &pem));
    }
    if (what.method == "HEAD") check(curl_easy_setopt(easy, CURLOPT_NOBODY, 1L));
    check(curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, what.method.c_str()));
    check(curl_easy_perform(easy));
    finish(easy, answer);
    return answer;
}

std::vector<reply> http_client::get_all(const std::vector<std::string>& urls) {
    const std::unique_ptr<CURLM, decltype(&curl_multi_cleanup)> multi(curl_multi_init(), &curl_multi_cleanup);
    if (!multi) throw std::bad_alloc();
    std::vector<reply> answers(urls.size());
    std::vector<easy_ptr> handles;
    for (std::size_t i = 0; i < urls.size(); ++i) {
        handles.push_back(new_easy());
        prepare(handles.back().get(), urls[i], answers[i]);
        curl_multi_add_handle(multi.get(), handles.back().get());
    }
    for (int running = 1; running > 0;) {
        curl_multi_perform(multi.get(), &running);
        if (running > 0) curl_multi_poll(multi.get(), nullptr, 0, 1000, nullptr);
    }
    int left = 0;
    while (const CURLMsg* const message = curl_multi_info_read(multi.get(), &left))
        check(message->data.result);
    for (std::size_t i = 0; i < urls.size(); ++i) {
        finish(handles[i].get(), answers[i]);
        curl_multi_remove_handle(multi.get(), handles[i].get());
    }
    return answers;
}

} // namespace flags::test
