// TCP in slow start over a first-in-first-out link, counted in round trips and bits. All results are lower bounds: what the
// model leaves out (delayed acknowledgements, other headers, lost packets, the programs' own time) only adds time.
#include "compare/bounds.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace flags::compare {
namespace {

constexpr double segment = 1448; // MTU 1500 without IPv4, TCP and timestamps (RFC 7323)
constexpr double headers = 52;   // IPv4, TCP and timestamps
constexpr double handshake_down =
    800; // server's TLS 1.3 flight with a short P-256 certificate (RFC 8446 section 2)
constexpr double handshake_up = 320; // the client's ClientHello and Finished
constexpr double first_packet = 60;  // SYN and SYN-ACK with their options

double wire_bytes(double bytes) { return bytes + headers * std::ceil(bytes / segment); }

double time_on(const std::optional<double>& rate, double bytes) { return rate ? 8 * bytes / *rate : 0; }

// The time in which these bytes arrive, from the first one on, over a connection that may send `window` segments at first:
// their time on the link, and the time in which the link is idle because the sender waits for acknowledgements.
double receive_time(const path& on, double bytes, double window) {
    double sum = time_on(on.down, wire_bytes(bytes));
    double left = std::ceil(bytes / segment);
    double flight = window;
    while (left > flight) {
        left -= flight;
        sum += std::max(0.0, on.rtt + time_on(on.down, segment + headers) -
                                 time_on(on.down, wire_bytes(flight * segment)));
        flight *= 2;
    }
    return sum;
}

// The window after these bytes. In slow start (RFC 5681) each acknowledged segment enlarges it by one. Linux does so only if
// more than half of the window was in use at first (tcp_is_cwnd_limited()). It keeps that answer until a whole window has
// been acknowledged, so the segments after a full flight count, too.
double window_after(double bytes, double window) {
    const double segments = std::ceil(bytes / segment);
    return 2 * std::min(segments, window) > window ? window + segments : window;
}

double handshake(const path& on, const work& what) {
    const double tcp = on.rtt + time_on(on.up, first_packet) + time_on(on.down, first_packet);
    return what.tls ? tcp + on.rtt + time_on(on.down, handshake_down) + time_on(on.up, handshake_up) : tcp;
}

double ask(const path& on, const work& what, double think) {
    return time_on(on.up, wire_bytes(what.request_bytes)) + on.rtt + think;
}

double think_of(const work& what, std::size_t place) {
    return what.thinks.empty() ? what.think : what.thinks[place];
}

double all_thinking(const work& what) {
    double sum = 0;
    for (std::size_t place = 0; place < what.bytes.size(); ++place)
        sum += think_of(what, place);
    return sum;
}

double first_window(const work& what) { return static_cast<double>(what.initial_window); }

double cold_item(const path& on, const work& what, double bytes, double think) {
    return ask(on, what, think) + receive_time(on, bytes, first_window(what));
}

double link_time(const path& on, const work& what) {
    double sum = 0;
    for (const double bytes : what.bytes)
        sum += time_on(on.down, wire_bytes(bytes));
    return sum;
}

double cold_items(const path& on, const work& what) {
    double sum = 0;
    for (std::size_t place = 0; place < what.bytes.size(); ++place)
        sum += cold_item(on, what, what.bytes[place], think_of(what, place));
    return sum;
}

// The time of all items over one connection that is already open.
double warm_items(const path& on, const work& what) {
    double sum = 0;
    double window = first_window(what);
    for (std::size_t place = 0; place < what.bytes.size(); ++place) {
        const double bytes = what.bytes[place];
        sum += ask(on, what, think_of(what, place)) + receive_time(on, bytes, window);
        window = window_after(bytes, window);
    }
    return sum;
}

// The largest of four parts of the time `all`: the three given ones, and latency, which is the rest.
bound_by largest(double handshakes, double link, double server, double all) {
    const double latency = all - handshakes - link - server;
    const std::array parts{std::pair(latency, bound_by::latency), std::pair(handshakes, bound_by::handshake),
                           std::pair(link, bound_by::link), std::pair(server, bound_by::server)};
    return std::ranges::max_element(parts, {}, &std::pair<double, bound_by>::first)->second;
}

// Which item takes longest by itself.
std::size_t longest_item(const path& on, const work& what) {
    std::size_t longest = 0;
    double time = 0;
    for (std::size_t place = 0; place < what.bytes.size(); ++place)
        if (const double own = cold_item(on, what, what.bytes[place], think_of(what, place)); own > time) {
            longest = place;
            time = own;
        }
    return longest;
}

// A policer lets so much pass in any time, whoever asks for it.
bound no_less_than_policed(const path& on, const work& what, bound all) {
    if (!on.policed) return all;
    double bytes = 0;
    for (const double each : what.bytes)
        bytes += wire_bytes(each);
    const double least = 8 * (bytes - on.burst) / *on.policed;
    return least > all.seconds ? bound{.seconds = least, .reason = bound_by::link} : all;
}

bound concurrent_unpoliced(const path& on, const work& what, std::size_t connections) {
    if (what.bytes.empty()) return {};
    const double open = handshake(on, what);
    const double first_think = what.thinks.empty() ? what.think : std::ranges::min(what.thinks);
    const double full_link = open + ask(on, what, first_think) + link_time(on, what);
    const auto longest = longest_item(on, what);
    const double bytes = what.bytes[longest];
    const double one_item = open + cold_item(on, what, bytes, think_of(what, longest));
    // Each connection's share of the items' time, as if each window had grown with all items.
    const double share =
        open + warm_items(on, what) / static_cast<double>(std::max<std::size_t>(1, connections));
    if (full_link >= std::max(one_item, share)) {
        const auto reason = largest(open, link_time(on, what), first_think, full_link);
        return {.seconds = full_link, .reason = reason};
    }
    if (share > one_item) return {.seconds = share, .reason = bound_by::connections};
    return {.seconds = one_item,
            .reason = largest(open, time_on(on.down, wire_bytes(bytes)), think_of(what, longest), one_item)};
}

} // namespace

std::string_view to_string(bound_by reason) noexcept {
    switch (reason) {
    case bound_by::latency:
        return "latency";
    case bound_by::handshake:
        return "handshake";
    case bound_by::link:
        return "link";
    case bound_by::server:
        return "server";
    case bound_by::connections:
        return "connections";
    }
    return "";
}

double item_bound(const path& on, const work& what, double bytes, bool opens_connection) {
    return (opens_connection ? handshake(on, what) : 0) + cold_item(on, what, bytes, what.think);
}

bound sequential_bound(const path& on, const work& what) {
    const double handshakes = static_cast<double>(what.bytes.size()) * handshake(on, what);
    const double all = handshakes + cold_items(on, what);
    return no_less_than_policed(
        on, what,
        {.seconds = all, .reason = largest(handshakes, link_time(on, what), all_thinking(what), all)});
}

bound keepalive_bound(const path& on, const work& what) {
    if (what.bytes.empty()) return {};
    const double all = handshake(on, what) + warm_items(on, what);
    return no_less_than_policed(
        on, what,
        {.seconds = all,
         .reason = largest(handshake(on, what), link_time(on, what), all_thinking(what), all)});
}

bound concurrent_bound(const path& on, const work& what, std::size_t connections) {
    return no_less_than_policed(on, what, concurrent_unpoliced(on, what, connections));
}

std::optional<double> knee(const path& on, const work& what) {
    const double link = link_time(on, what);
    if (link <= 0) return std::nullopt;
    return std::max(1.0, cold_items(on, what) / link);
}

} // namespace flags::compare
