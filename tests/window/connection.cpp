// Packets of one connection.
#include "connection.hpp"

#include <algorithm>
#include <utility>

namespace simulated {

using namespace std::chrono_literals;

namespace {

constexpr std::size_t syn_bytes = 60;
constexpr std::size_t request_bytes = 210;
constexpr nanoseconds syn_timeout = 1s;
// Linux: the first packets of a connection are acknowledged one by one, then every other one, or after 40 ms.
constexpr int quick_acknowledgements = 16;
constexpr int every = 2;
constexpr nanoseconds delayed_by = 40ms;

} // namespace

connection::connection(const surroundings& around, events seen, service served)
    : around_(around), seen_(std::move(seen)), served_(std::move(served)),
      server_(*around.clock,
              [this](const tcp_sender::packet& what) {
                  to_client(what.bytes + header_bytes, [this, what] { arrives(what); });
              }),
      quick_(quick_acknowledgements) {}

void connection::to_server(std::size_t bytes, std::function<void()> arrived) {
    around_.up->send(
        bytes, [this, arrived = std::move(arrived)] { around_.clock->after(around_.farther, arrived); });
}

void connection::to_client(std::size_t bytes, std::function<void()> arrived) {
    around_.clock->after(around_.farther,
                         [this, bytes, arrived = std::move(arrived)] { around_.down->send(bytes, arrived); });
}

// ---- the handshake ----

void connection::open() {
    begun_ = around_.clock->now();
    send_syn(syn_timeout);
}

void connection::send_syn(nanoseconds timeout) {
    const time_point sent = around_.clock->now();
    to_server(syn_bytes, [this, sent] {
        const time_point answered = around_.clock->now();
        to_client(syn_bytes, [this, sent, answered] {
            if (open_) return;
            open_ = true;
            round_trip_ = around_.clock->now() - sent;
            to_server(header_bytes,
                      [this, answered] { server_.handshake_took(around_.clock->now() - answered); });
            if (seen_.connected) seen_.connected(*this);
        });
    });
    around_.clock->after(timeout, [this, timeout] {
        if (!open_) send_syn(2 * timeout);
    });
}

// ---- requests ----

void connection::request() {
    asking_ = true;
    at_server_ = acknowledged_ = false;
    sent_ = around_.clock->now();
    ++requests_;
    answer_end_ = next_ + 1; // at least; the server says more
    // It carries the acknowledgement that may be due.
    unacknowledged_ = 0;
    ++delayed_;
    send_request(std::min(2 * round_trip_, round_trip_ + shortest_timeout) + shortest_timeout);
}

void connection::send_request(nanoseconds timeout) {
    const std::uint64_t mine = ++request_timer_;
    to_server(request_bytes, [this, number = requests_, known = received_so_far()] {
        server_.on_acknowledgement(known);
        if (number == requests_ && !std::exchange(at_server_, true)) at_server();
    });
    around_.clock->after(timeout, [this, mine, timeout] {
        if (request_timer_ != mine || acknowledged_) return;
        sent_ = {}; // Karn: what is sent twice is not measured
        send_request(2 * timeout);
    });
}

// The server acknowledges a request with its answer, or alone: a connection's first one at once, later ones after 40 ms.
void connection::at_server() {
    if (requests_ == 1)
        acknowledge_request();
    else
        around_.clock->after(delayed_by, [this, number = requests_] {
            if (number == requests_ && answer_bytes_ == 0) acknowledge_request();
        });
    answer_bytes_ = 0;
    served_(*this);
}

void connection::acknowledge_request() {
    to_client(header_bytes, [this, number = requests_] {
        if (number == requests_) acknowledged();
    });
}

void connection::acknowledged() {
    if (std::exchange(acknowledged_, true)) return;
    if (sent_ != time_point{}) round_trip_ = around_.clock->now() - sent_;
}

void connection::answer(std::size_t bytes) {
    if (closed_) return;
    answer_bytes_ = bytes;
    const std::size_t begins = server_.segments();
    answer_end_ = begins + (bytes + segment_bytes - 1) / segment_bytes;
    server_.write(bytes);
}

void connection::push(std::size_t bytes) {
    open_ = true;
    server_.write(bytes);
}

void connection::close() {
    closed_ = true;
    to_server(header_bytes, [this] { server_.stop(); });
}

// ---- answers ----

void connection::arrives(const tcp_sender::packet& what) {
    if (closed_) return;
    const std::size_t before = next_;
    const bool is_copy = what.segment < next_ || beyond_.contains(what.segment);
    if (is_copy || what.segment == next_) echo_ = what.sent;
    if (!is_copy) beyond_.insert(what.segment);
    while (beyond_.erase(next_) > 0)
        ++next_;
    const bool out_of_order = is_copy || !beyond_.empty() || next_ > before + 1;
    ++unacknowledged_;
    if (out_of_order || unacknowledged_ >= every || quick_ > 0) {
        quick_ = std::max(quick_ - 1, 0);
        acknowledge();
    } else {
        around_.clock->after(delayed_by, [this, mine = ++delayed_] {
            if (mine == delayed_ && !closed_) acknowledge();
        });
    }
    if (next_ > before) take_in(before);
}

void connection::take_in(std::size_t segment) {
    if (!asking_) return; // a bulk download
    acknowledged();
    std::size_t bytes = 0;
    for (; segment < next_; ++segment)
        bytes += server_.bytes_of(segment);
    seen_.data(*this, bytes);
    if (next_ < answer_end_) return;
    asking_ = false;
    seen_.answer_ends(*this);
}

void connection::acknowledge() {
    unacknowledged_ = 0;
    ++delayed_;
    to_server(header_bytes, [this, known = received_so_far()] { server_.on_acknowledgement(known); });
}

acknowledgement connection::received_so_far() const {
    return {.next = next_, .beyond = {beyond_.begin(), beyond_.end()}, .echo = echo_};
}

} // namespace simulated
