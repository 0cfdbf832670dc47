// What comes of an answer, and when it is too much.
#include "base/this_system.hpp"
#include "http/engine.hpp"
#include "http/transfer.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <string>
#include <string_view>
#include <utility>

namespace flags::http {

std::size_t transfer::on_header(char* bytes, std::size_t size, std::size_t count, void* user) noexcept {
    auto& self = *static_cast<transfer*>(user);
    self.note_arrival(size * count);
    self.header_bytes_ += size * count;
    if (self.header_bytes_ > max_header_bytes) {
        self.cause_ = ended_by::header_limit;
        return 0;
    }
    self.untold_ += size * count;
    const std::string_view line(bytes, size * count);
    if (self.what_.observer != nullptr && (line == "\r\n" || line == "\n")) self.tell_head();
    return size * count;
}

// The body of a redirection comes nowhere else.
int transfer::on_progress(void* user, curl_off_t /*expected*/, curl_off_t came, curl_off_t /*to_send*/,
                          curl_off_t /*sent*/) noexcept {
    auto& self = *static_cast<transfer*>(user);
    if (self.came_encrypted_) self.tell_data(0);
    const bool is_over = static_cast<std::size_t>(came) > self.engine_->options().max_body_bytes ||
                         self.brings_nothing_but_framing();
    if (is_over) self.cause_ = ended_by::body_limit;
    return is_over ? 1 : 0;
}

// What is around the pieces of a chunked body (its extensions, RFC 9112 section 7.1.1) libcurl does not count. With HTTP/2 there
// is none, and the connection is others', too.
bool transfer::brings_nothing_but_framing() noexcept {
    constexpr int usual_steps = 8; // until an answer begins
    if (++steps_ < usual_steps || engine_->options().http2) return false;
    steps_ = usual_steps;
    const auto came = tcp_bytes_received(connection_);
    if (!came_before_) came_before_ = came;
    return came && *came > *came_before_ + engine_->options().max_body_bytes;
}

void transfer::note_arrival(std::size_t bytes) noexcept {
    received(engine_->loop(), bytes);
    steps_ = 0;
    came_before_.reset();
}

std::size_t transfer::on_body(char* bytes, std::size_t size, std::size_t count, void* user) noexcept {
    auto& self = *static_cast<transfer*>(user);
    const std::size_t arrived = size * count;
    self.note_arrival(arrived);
    if (self.what_.observer != nullptr) self.tell_data(arrived);
    if (arrived > self.engine_->options().max_body_bytes - self.received_) {
        self.cause_ = ended_by::body_limit;
        return 0;
    }
    self.received_ += arrived;
    try {
        return self.keep(bytes, arrived) ? arrived : 0;
    } catch (const std::exception&) {
        self.cause_ = ended_by::memory;
        return 0;
    }
}

// The body of any other answer than a 200 is read for the connection's sake, and nobody looks at it.
bool transfer::keep(const char* bytes, std::size_t count) {
    long status = 0;
    curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
    if (status != 200) return true;
    const client_options& options = engine_->options();
    if (engine_->bytes_in_flight() + count > std::max(options.max_bytes_in_flight, options.max_body_bytes)) {
        cause_ = ended_by::memory_limit;
        return false;
    }
    if (body_.empty()) {
        curl_off_t announced = -1;
        curl_easy_getinfo(easy_.get(), CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &announced);
        // A false Content-Length costs at most the limit, and only after the first bytes.
        if (announced > 0)
            body_.reserve(std::min(static_cast<std::size_t>(announced), options.max_body_bytes));
    }
    body_.append(bytes, count);
    engine_->bytes_in_flight() += count;
    return true;
}

std::string transfer::take_body() noexcept {
    engine_->bytes_in_flight() -= body_.size();
    return std::exchange(body_, {});
}

} // namespace flags::http
