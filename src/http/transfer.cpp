// Starting, counting, ending one request.
#include "http/transfer.hpp"

#include "http/engine.hpp"
#include "http/failure.hpp"
#include "http/header_lines.hpp"
#include "http/retry_after.hpp"

#include <flags/base/error.hpp>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <exception>
#include <string_view>
#include <utility>

namespace flags::http {

namespace {

timings::duration time_of(CURL* easy, CURLINFO what) {
    curl_off_t microseconds = 0;
    curl_easy_getinfo(easy, what, &microseconds);
    return timings::duration(microseconds);
}

std::string text_of(CURL* easy, CURLINFO what) {
    const char* text = nullptr;
    curl_easy_getinfo(easy, what, &text);
    return text != nullptr ? text : "";
}

long number_of(CURL* easy, CURLINFO what) {
    long number = 0;
    curl_easy_getinfo(easy, what, &number);
    return number;
}

// A header of the last answer, the first of that name. Empty when it is absent or could not be sent back.
std::string header_of(CURL* easy, const char* name) {
    curl_header* found = nullptr;
    if (curl_easy_header(easy, name, 0, CURLH_HEADER, -1, &found) != CURLHE_OK) return {};
    return is_header_value(found->value) ? found->value : std::string();
}

timings::duration between(timings::duration from, timings::duration to) {
    return std::max(to - from,
                    timings::duration(0)); // a phase that did not happen is reported as 0 by libcurl
}

// Each mark is the sum over all hops of the time between the hop's start and that point (libcurl 7.88.1), so
// the differences between marks are sums over the hops, too.
timings phases_of(CURL* easy) {
    // For a connection that was open already the marks up to its being ready say when it was found.
    const bool connects = number_of(easy, CURLINFO_NUM_CONNECTS) > 0;
    const auto mark = [&](CURLINFO what) { return connects ? time_of(easy, what) : timings::duration(0); };
    const auto looked_up = mark(CURLINFO_NAMELOOKUP_TIME_T);
    const auto connected = mark(CURLINFO_CONNECT_TIME_T);
    const auto secured = mark(CURLINFO_APPCONNECT_TIME_T);
    const auto ready = time_of(easy, CURLINFO_PRETRANSFER_TIME_T);
    const auto first_byte = time_of(easy, CURLINFO_STARTTRANSFER_TIME_T);
    timings phases;
    phases.total = time_of(easy, CURLINFO_TOTAL_TIME_T);
    phases.redirect = time_of(easy, CURLINFO_REDIRECT_TIME_T);
    phases.dns = looked_up;
    phases.connect = between(looked_up, std::max(connected, secured));
    phases.ssl = secured.count() > 0 ? between(connected, secured) : timings::duration(0);
    phases.send = between(std::max({looked_up, connected, secured}), ready);
    phases.wait = between(ready, first_byte);
    phases.receive = between(first_byte, phases.total);
    return phases;
}

int version_of(CURL* easy) {
    switch (number_of(easy, CURLINFO_HTTP_VERSION)) {
    case CURL_HTTP_VERSION_1_0:
        return 10;
    case CURL_HTTP_VERSION_2_0:
        return 20;
    default:
        return 11;
    }
}

} // namespace

transfer::transfer(engine& on, request what, known_host* host, timings::duration looking_up)
    : engine_(&on), what_(std::move(what)), lines_(header_lines(what_)), host_(host), looking_up_(looking_up),
      easy_(on.take_easy()) {}

transfer::~transfer() {
    stop_now();
    static_cast<void>(take_body());
    // WORKAROUND(curl 7.88): libcurl counts how often it replaced a connection that had died, up to 5 times for a handle
    // and not for a request (mended by #19066), so a handle that may have done so is not used again. The test with a server that
    // closes on the next request shows it.
    if (result_ == CURLE_OK && number_of(easy_.get(), CURLINFO_NUM_CONNECTS) == 0)
        engine_->give_back(std::move(easy_));
}

void transfer::start() {
    CURL* const easy = easy_.get();
    curl_easy_setopt(easy, CURLOPT_URL, what_.url.c_str());
    // Every transfer that starts before one is known to have used the entry carries it: the first may be
    // called off before libcurl looks at it. Later ones do not, because libcurl would parse it anew each
    // time.
    curl_easy_setopt(easy, CURLOPT_RESOLVE,
                     host_ != nullptr && !host_->is_known_to_libcurl ? host_->entry.get() : nullptr);
    if (lines_) curl_easy_setopt(easy, CURLOPT_HTTPHEADER, lines_.get());
    limit_time();
    curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_PRIVATE, static_cast<transfer_observer*>(this));
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, detail_.data());
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &transfer::on_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &transfer::on_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, this);
    curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, &transfer::on_progress);
    curl_easy_setopt(easy, CURLOPT_XFERINFODATA, this);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &transfer::on_open_socket);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, this);
    curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, &transfer::on_socket_made);
    curl_easy_setopt(easy, CURLOPT_SOCKOPTDATA, this);
    curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, &transfer::on_close_socket);
    curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, &engine_->spares());
    curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, &transfer::on_connected);
    curl_easy_setopt(easy, CURLOPT_PREREQDATA, this);
    engine_->transfers().add(easy);
    in_multi_ = true;
}

// The whole time includes the lookup that came before.
void transfer::limit_time() noexcept {
    const auto& whole = engine_->options().max_time;
    if (!whole) return;
    const auto left = std::chrono::floor<std::chrono::milliseconds>(*whole - looking_up_);
    // Zero would be no limit at all.
    curl_easy_setopt(easy_.get(), CURLOPT_TIMEOUT_MS, std::max(static_cast<long>(left.count()), 1L));
}

void transfer::stop_now() noexcept {
    unlink();
    if (std::exchange(in_multi_, false)) engine_->transfers().remove(easy_.get());
}

bool transfer::on_stop() noexcept {
    stop_now();
    return true;
}

void transfer::ended(CURLcode result) noexcept {
    in_multi_ = false;
    unlink();
    result_ = result;
    if (result == CURLE_COULDNT_CONNECT && what_.observer != nullptr)
        what_.observer->connect_failed(std::chrono::steady_clock::now());
    wake();
}

void transfer::end_now(ended_by cause) noexcept {
    stop_now();
    cause_ = cause;
    wake();
}

void transfer::stalled() noexcept { end_now(ended_by::stall); }

void transfer::dripped() noexcept { end_now(ended_by::drip); }

int transfer::on_connected(void* user, char* /*remote_ip*/, char* /*local_ip*/, int /*remote_port*/,
                           int local_port) noexcept {
    auto& self = *static_cast<transfer*>(user);
    // libcurl limits the time to connect; from here on bytes count as progress.
    if (!std::exchange(self.connected_, true)) self.engine_->stalls().add(self);
    self.touch(self.engine_->loop());
    self.engine_->first_request().set();
    self.find_connection(local_port);
    // The scheme is HTTPS in libcurl 7.88, https in 8.14.
    const bool encrypted = curl_strequal(text_of(self.easy_.get(), CURLINFO_SCHEME).c_str(), "https") != 0;
    if (self.what_.observer != nullptr) self.tell_sent(encrypted);
    // Who asks with encryption is not led to an answer without it.
    if (encrypted) curl_easy_setopt(self.easy_.get(), CURLOPT_REDIR_PROTOCOLS_STR, "https");
    // What the caller sends is for the URL that was asked: a header may be a secret, and a tag may name another file here.
    if (self.lines_ && number_of(self.easy_.get(), CURLINFO_REDIRECT_COUNT) > 0)
        curl_easy_setopt(self.easy_.get(), CURLOPT_HTTPHEADER, nullptr);
    return CURL_PREREQFUNC_OK;
}

response transfer::await_resume() {
    check_stopped();
    if (host_ != nullptr)
        host_->is_known_to_libcurl = true; // it was started, and that is when libcurl reads the entry
    engine_->count_opened(number_of(easy_.get(), CURLINFO_NUM_CONNECTS));
    if (cause_ != ended_by::curl || result_ != CURLE_OK) throw_failure();
    return take_response();
}

response transfer::take_response() {
    CURL* const easy = easy_.get();
    curl_off_t announced = -1;
    curl_easy_getinfo(easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &announced);
    const long status = number_of(easy, CURLINFO_RESPONSE_CODE);
    if (status < 100 || status > 999) // libcurl 7.88 reads "HTTP/200 OK" as HTTP/2 with the status 0
        throw transport_error(transport_fault::protocol, curl_code(CURLE_WEIRD_SERVER_REPLY),
                              what_.url + ": the answer has no status");
    // WORKAROUND(curl 7.88): HTTP/2 may call an aborted stream complete (#10693, #10715).
    if (announced >= 0 && status != 304 && static_cast<std::size_t>(announced) != received_)
        throw transport_error(transport_fault::truncated, curl_code(CURLE_PARTIAL_FILE),
                              what_.url + ": " + std::to_string(received_) + " of " +
                                  std::to_string(announced) + " announced bytes came");
    response answer;
    answer.status = static_cast<int>(status);
    answer.url = text_of(easy, CURLINFO_EFFECTIVE_URL);
    answer.body = take_body();
    answer.received = received_;
    answer.content_type = text_of(easy, CURLINFO_CONTENT_TYPE);
    answer.retry_after = parse_retry_after(header_of(easy, "Retry-After"), std::chrono::system_clock::now());
    answer.remote_ip = text_of(easy, CURLINFO_PRIMARY_IP);
    answer.local_port = static_cast<int>(number_of(easy, CURLINFO_LOCAL_PORT));
    answer.http_version = version_of(easy);
    answer.reused_connection = number_of(easy, CURLINFO_NUM_CONNECTS) == 0;
    answer.redirected = number_of(easy, CURLINFO_REDIRECT_COUNT) > 0;
    if (what_.copy && !answer.redirected)
        answer.validators = {.etag = header_of(easy, "ETag"),
                             .last_modified = header_of(easy, "Last-Modified")};
    if (what_.keeps_headers) answer.headers = headers_of(easy);
    answer.phases = phases_of(easy);
    answer.phases.dns += looking_up_;
    answer.phases.total += looking_up_;
    return answer;
}

void transfer::throw_failure() {
    const auto limit_error = [this](transport_fault fault, std::error_code code, const std::string& words) {
        return transport_error(fault, code, what_.url + ": " + words);
    };
    const auto seconds = [](std::chrono::milliseconds time) {
        std::string text = std::to_string(time.count() / 1000);
        if (const auto rest = time.count() % 1000; rest != 0) {
            std::string digits = std::to_string(1000 + rest).substr(1);
            digits.erase(digits.find_last_not_of('0') + 1);
            text += "." + digits;
        }
        return text + " s";
    };
    switch (cause_) {
    case ended_by::stall:
        throw limit_error(transport_fault::timeout, std::make_error_code(std::errc::timed_out),
                          "nothing came for " + seconds(engine_->options().stall_timeout) + " while " +
                              (header_bytes_ == 0 ? "waiting for the answer" : "reading it"));
    case ended_by::drip:
        throw limit_error(transport_fault::timeout, std::make_error_code(std::errc::timed_out),
                          "fewer than " + std::to_string(engine_->stalls().floor().bytes) +
                              " bytes came in " + seconds(engine_->stalls().floor().window));
    case ended_by::body_limit:
        throw limit_error(transport_fault::too_large, curl_code(CURLE_FILESIZE_EXCEEDED),
                          "the body is larger than the limit of " +
                              std::to_string(engine_->options().max_body_bytes) + " bytes");
    case ended_by::memory_limit:
        throw limit_error(transport_fault::too_large, std::make_error_code(std::errc::no_buffer_space),
                          "all bodies that are coming take more than " +
                              std::to_string(engine_->options().max_bytes_in_flight) +
                              " bytes together: download fewer at once");
    case ended_by::header_limit:
        throw limit_error(transport_fault::protocol, curl_code(CURLE_WRITE_ERROR),
                          "more than " + std::to_string(max_header_bytes) + " bytes of header lines");
    case ended_by::memory:
        throw machine_error(ENOMEM, what_.url + ": out of memory for the body");
    case ended_by::curl:
        break;
    }
    throw_transfer_failure(
        {.code = result_, .url = what_.url, .detail = detail_.data(), .os_error = socket_error_});
}

} // namespace flags::http
