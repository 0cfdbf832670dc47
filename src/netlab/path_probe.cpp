// Both ends are in this process and use one clock, so each direction is measured by itself: from sendto(2) to the stamp of
// the arrival.
#include "netlab/path_probe.hpp"

#include "netlab/stamps.hpp"
#include "netlab/units.hpp"
#include "netlab/wires.hpp"

#include <flags/base/error.hpp>
#include <flags/base/unique_fd.hpp>

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <netinet/in.h>
#include <poll.h>
#include <span>
#include <string_view>
#include <sys/socket.h>
#include <utility>
#include <vector>

namespace flags::netlab {
namespace {

using namespace std::chrono_literals;
using clock = link::clock;

constexpr std::size_t headers = 28; // IPv4 and UDP
constexpr std::size_t ping_size = 36;
constexpr std::size_t largest_packet = 1500;
constexpr std::size_t pings = 5;
constexpr std::chrono::duration<double> train_time = 100ms;
constexpr double fewest_in_train = 12;
constexpr std::size_t fewest_in_part = 5;
constexpr double most_in_train = 400; // a limit for the ferry's load: at 1 Gbit/s these take 5 ms
// What is sent at once must fit into the ferry's receive buffer, whose usual limit (rmem_max, 208 KiB) holds 92.
constexpr std::size_t most_at_once = 64;
constexpr auto grace_time = 250ms; // after the last packet is due

sockaddr_in address_of(std::string_view text) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    ::inet_pton(AF_INET, std::string(text).c_str(), &address.sin_addr);
    return address;
}

const sockaddr* plain(const sockaddr_in& address) { return reinterpret_cast<const sockaddr*>(&address); }

unique_fd open_socket(std::string_view address, const unique_fd& there, const unique_fd& home) {
    const visit inside(there, home);
    unique_fd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const sockaddr_in own = address_of(address);
    constexpr int mark = std::to_integer<int>(probe_mark);
    if (!socket || ::setsockopt(socket.get(), IPPROTO_IP, IP_TOS, &mark, sizeof mark) != 0 ||
        ::bind(socket.get(), plain(own), sizeof own) != 0)
        throw_errno<machine_error>(errno, "the probe of the network lab cannot open a socket");
    stamp_arrivals(socket.get());
    return socket;
}

// Then it receives only the other's packets.
void connect_to(const unique_fd& socket, const unique_fd& other) {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    if (::getsockname(other.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0 ||
        ::connect(socket.get(), plain(address), sizeof address) != 0)
        throw_errno<machine_error>(errno, "the probe of the network lab cannot connect its sockets");
}

// The packets of one direction, identified by their numbers.
class one_way {
public:
    one_way(link_settings settings, int from, int to) : link_(std::move(settings)), from_(from), to_(to) {}

    void plan_ping(clock::time_point due) { packets_.push_back({.due = due, .size = ping_size}); }

    // The due time of each packet follows from those before it.
    void plan_train(clock::time_point begin) {
        if (link_.rate == 0) return;
        train_ = packets_.size();
        const double in_time = static_cast<double>(link_.rate) / 8 * train_time.count();
        const double several =
            std::min(in_time / fewest_in_train, static_cast<double>(link_.queue_bytes) / 4);
        const double size = std::clamp(several, 64.0, static_cast<double>(largest_packet));
        const double count = std::clamp(in_time / size, fewest_in_train, most_in_train);
        const auto bytes = static_cast<std::size_t>(size);
        ahead_ = time_on_link(std::min(link_.queue_bytes - 2 * bytes, most_at_once * bytes), link_.rate);
        packets_.resize(train_ + static_cast<std::size_t>(count) + 1, {.due = begin, .size = bytes});
    }

    void send_due() {
        for (; next_ < packets_.size() && packets_[next_].due <= clock::now(); ++next_) {
            std::array<std::byte, largest_packet> bytes{};
            const auto number = static_cast<std::uint32_t>(next_);
            std::memcpy(bytes.data(), &number, sizeof number);
            packets_[next_].sent = real_time();
            if (::send(from_, bytes.data(), packets_[next_].size - headers, 0) < 0 && errno != EAGAIN &&
                errno != ENOBUFS) // these two are losses
                throw_errno<machine_error>(errno, "the probe of the network lab cannot send a packet");
            if (next_ >= train_) keep_filled();
        }
    }

    void receive() {
        for (;;) {
            std::uint32_t number = 0;
            const auto got = receive_stamped(to_, std::as_writable_bytes(std::span(&number, 1)));
            if (got.size < 0 && errno == EINTR) continue;
            if (got.size < 0 && errno == EAGAIN) return;
            if (got.size < 0)
                throw_errno<machine_error>(errno, "the probe of the network lab cannot receive a packet");
            if (number < next_ && packets_[number].arrived == 0ns) packets_[number].arrived = got.arrived;
        }
    }

    // Packets stay in order, so the last one is the last to arrive.
    [[nodiscard]] bool is_done() const { return next_ == packets_.size() && packets_.back().arrived != 0ns; }
    [[nodiscard]] clock::time_point next() const {
        return next_ < packets_.size() ? packets_[next_].due : clock::time_point::max();
    }
    // When the last packet arrives, unless it is lost. The link carries a train without a pause.
    [[nodiscard]] clock::time_point end() const {
        const auto together = std::span(packets_).subspan(std::min(train_, packets_.size() - 1));
        const auto bytes = together.size() * together.front().size;
        return together.front().due + time_on_link(bytes, link_.rate) + longest_pause(link_) + link_.delay +
               link_.jitter;
    }
    // How long everything that the queue can hold takes.
    [[nodiscard]] clock::duration full_queue() const {
        return time_on_link(link_.queue_bytes, mean_rate(link_));
    }
    [[nodiscard]] clock::duration ping_spacing() const {
        return std::max<clock::duration>(2ms, 2 * time_on_link(ping_size, link_.rate));
    }

    // The median of the pings after the first, which has waited for others' packets.
    [[nodiscard]] std::optional<std::chrono::nanoseconds> delay() const {
        std::vector<std::chrono::nanoseconds> ways;
        for (const packet& each : std::span(packets_).subspan(1, pings))
            if (each.arrived != 0ns)
                ways.push_back(each.arrived - each.sent - time_on_link(ping_size, link_.rate));
        if (ways.empty()) return std::nullopt;
        std::ranges::sort(ways);
        return ways[ways.size() / 2];
    }

    // The longest part without a pause. A packet that is lost behind the link has used it, so only the first and the last
    // that arrived count.
    [[nodiscard]] std::optional<packet_train> train() const {
        std::optional<packet_train> longest;
        const packet* first = nullptr;
        for (const packet& each : std::span(packets_).subspan(std::min(train_, packets_.size()))) {
            if (each.after_pause) first = nullptr;
            if (each.arrived == 0ns) continue;
            if (first == nullptr) first = &each;
            const auto between = static_cast<std::size_t>(&each - first);
            if (between >= fewest_in_part && each.arrived > first->arrived &&
                (!longest || between * each.size > longest->bytes))
                longest = {.bytes = between * each.size, .time = each.arrived - first->arrived};
        }
        return longest;
    }

private:
    // The link's clock, as link::send has it, from the moment at which the packet is with it at the latest.
    void keep_filled() {
        const auto now = clock::now();
        packets_[next_].after_pause = now > free_;
        free_ = std::max(free_, now) + time_on_link(packets_[next_].size, link_.rate);
        if (next_ + 1 < packets_.size()) packets_[next_ + 1].due = free_ - ahead_;
    }

    struct packet {
        clock::time_point due;
        std::size_t size = 0; // of the IP packet
        std::chrono::nanoseconds sent{0};
        std::chrono::nanoseconds arrived{0}; // 0: not, or not yet
        bool after_pause = false;            // the queue was empty, because this process was late
    };

    link_settings link_;
    int from_;
    int to_;
    std::vector<packet> packets_;
    std::size_t next_ = 0;
    std::size_t train_ = SIZE_MAX; // where it begins
    clock::duration ahead_{0};     // what of it may wait for the link
    clock::time_point free_{clock::time_point::min()};
};

void exchange(one_way& up, one_way& down, const unique_fd& client, const unique_fd& origin,
              clock::time_point deadline) {
    for (;;) {
        up.send_due();
        down.send_due();
        up.receive();
        down.receive();
        const auto now = clock::now();
        if ((up.is_done() && down.is_done()) || now >= deadline) return;
        const auto wait = std::max<clock::duration>(0ns, std::min({up.next(), down.next(), deadline}) - now);
        const auto seconds = std::chrono::floor<std::chrono::seconds>(wait);
        const timespec time{.tv_sec = seconds.count(), .tv_nsec = (wait - seconds).count()};
        std::array<pollfd, 2> watched{{{.fd = client.get(), .events = POLLIN, .revents = 0},
                                       {.fd = origin.get(), .events = POLLIN, .revents = 0}}};
        if (::ppoll(watched.data(), watched.size(), &time, nullptr) < 0 && errno != EINTR)
            throw_errno<machine_error>(errno, "the probe of the network lab cannot wait for packets");
    }
}

double rate_of(const packet_train& train) {
    return static_cast<double>(train.bytes) * 8 / std::chrono::duration<double>(train.time).count();
}

std::string rounded_rate(double rate) {
    const double digit = std::pow(10, std::floor(std::log10(rate)) - 2);
    return show_rate(static_cast<std::uint64_t>(std::round(rate / digit) * digit));
}

} // namespace

path_probe probe_path(const namespaces& three, const conditions& path) {
    const auto client = open_socket(client_address, three.client, three.ferry);
    const auto origin = open_socket(origin_address, three.origin, three.ferry);
    connect_to(client, origin);
    connect_to(origin, client);
    one_way up(up_link(path), client.get(), origin.get());
    one_way down(down_link(path), origin.get(), client.get());

    up.plan_ping(clock::now());
    down.plan_ping(clock::now());
    exchange(up, down, client, origin,
             std::max(up.end() + up.full_queue(), down.end() + down.full_queue()) + grace_time);
    auto begin = clock::now();
    const auto spacing = std::max(up.ping_spacing(), down.ping_spacing());
    for (std::size_t ping = 0; ping < pings; ++ping, begin += spacing) {
        up.plan_ping(begin);
        down.plan_ping(begin);
    }
    up.plan_train(begin);
    down.plan_train(begin);
    exchange(up, down, client, origin, std::max(up.end(), down.end()) + grace_time);

    path_probe result{.down = down.train(), .up = up.train()};
    if (const auto there = up.delay(), back = down.delay(); there && back) result.rtt = *there + *back;
    return result;
}

std::string show_rate(const packet_train& train) { return rounded_rate(rate_of(train)); }

measured_path measured_by(const path_probe& probe) {
    return {.rtt = probe.rtt, .down = probe.down.transform(rate_of), .up = probe.up.transform(rate_of)};
}

std::string describe(const measured_path& path) {
    std::string line = "round trip " + (path.rtt ? show_time(*path.rtt) : "not measured, packets were lost");
    if (path.down) line += ", down " + rounded_rate(*path.down);
    if (path.up) line += ", up " + rounded_rate(*path.up);
    return line;
}

} // namespace flags::netlab
