// packet(7), timerfd_create(2) and poll(2). Packets of one direction leave in the order in which they came, so a queue
// holds them, sorted by itself.
#include "netlab/ferry.hpp"

#include "netlab/link.hpp"
#include "netlab/stamps.hpp"
#include "netlab/wires.hpp"

#include <flags/base/error.hpp>
#include <flags/base/unique_fd.hpp>

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <deque>
#include <exception>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <span>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>
#include <utility>
#include <variant>
#include <vector>

namespace flags::netlab {
namespace {

using clock = link::clock;

constexpr std::size_t largest_frame = ETH_FRAME_LEN; // 1514: the interfaces' MTU is Ethernet's
constexpr std::size_t most_on_the_way = std::size_t{64} << 20U;
constexpr int one_turn = 64; // packets read from one side before the other has its turn

unique_fd open_end(const char* interface) {
    unique_fd socket(::socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!socket)
        throw_errno<machine_error>(errno, "the ferry of the network lab cannot open a packet socket");
    sockaddr_ll address{};
    address.sll_family = AF_PACKET;
    // A socket of one protocol sees what comes in only; ETH_P_ALL would see what it sends, too.
    address.sll_protocol = htons(ETH_P_IP);
    address.sll_ifindex = static_cast<int>(::if_nametoindex(interface));
    // A burst of all connections at once has to fit. Root may have as much as wanted; what an ordinary user gets is limited
    // by rmem_max, and asking for more is no error (socket(7)).
    constexpr int wanted = 4 << 20;
    if ((::setsockopt(socket.get(), SOL_SOCKET, SO_RCVBUFFORCE, &wanted, sizeof wanted) != 0 &&
         ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVBUF, &wanted, sizeof wanted) != 0) ||
        address.sll_ifindex == 0 ||
        ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        throw_errno<machine_error>(errno, "the ferry of the network lab cannot listen to its interfaces");
    stamp_arrivals(socket.get());
    return socket;
}

// One direction: what comes in at `from`, and what is on its way to `to`.
class lane {
public:
    lane(const link_settings& settings, int from, int to, ferry_counts& counts)
        : link_(settings), from_(from), to_(to), counts_(counts) {}

    void read() {
        const auto offset = clock_offset();
        for (int count = 0; count < one_turn; ++count) {
            std::array<std::byte, largest_frame> frame;
            const auto [size, stamp] = receive_stamped(from_, frame);
            if (size < 0) {
                if (errno == EAGAIN || errno == EINTR) return;
                throw_errno<machine_error>(errno, "the ferry of the network lab cannot read a packet");
            }
            take(std::span(frame), static_cast<std::size_t>(size),
                 arrivals_.next(stamp, offset, clock::now()));
        }
    }

    void deliver(lateness& late) {
        for (auto now = clock::now(); !on_the_way_.empty() && on_the_way_.front().due <= now;
             now = clock::now()) {
            const auto& [due, frame] = on_the_way_.front();
            if (::send(to_, frame.data(), frame.size(), 0) >= 0)
                ++counts_.carried;
            else if (errno == ENOBUFS || errno == EAGAIN)
                ++counts_.overrun;
            else
                throw_errno<machine_error>(errno, "the ferry of the network lab cannot hand over a packet");
            late.record(now - due);
            bytes_ -= frame.size();
            on_the_way_.pop_front();
        }
    }

    [[nodiscard]] clock::time_point next() const noexcept {
        return on_the_way_.empty() ? clock::time_point::max() : on_the_way_.front().due;
    }

    // What the kernel dropped because nobody read in time.
    void count_unread() {
        tpacket_stats unread{};
        socklen_t size = sizeof unread;
        if (::getsockopt(from_, SOL_PACKET, PACKET_STATISTICS, &unread, &size) != 0)
            throw_errno<machine_error>(errno, "the ferry of the network lab cannot read its statistics");
        counts_.overrun += unread.tp_drops;
    }

private:
    struct packet {
        clock::time_point due;
        std::vector<std::byte> frame;
    };

    void take(std::span<const std::byte> frame, std::size_t size, clock::time_point arrived) {
        if (size > frame.size() || size < ETH_HLEN || bytes_ + size > most_on_the_way) {
            ++counts_.overrun;
            return;
        }
        const auto fate = link_.send(arrived, size - ETH_HLEN);
        if (const auto* const dropped = std::get_if<packet_end>(&fate)) {
            ++(*dropped == packet_end::lost ? counts_.lost : counts_.queue_full);
            return;
        }
        const auto bytes = frame.first(size);
        on_the_way_.push_back({std::get<clock::time_point>(fate), {bytes.begin(), bytes.end()}});
        bytes_ += size;
    }

    link link_;
    arrival_clock arrivals_;
    int from_;
    int to_;
    ferry_counts& counts_;
    std::deque<packet> on_the_way_;
    std::size_t bytes_ = 0;
};

} // namespace

// What the thread works on. Nobody else touches it before the thread has ended.
class ferry::boat {
public:
    boat(const conditions& path, std::function<void()> on_failure)
        : on_failure_(std::move(on_failure)), client_(open_end(client_end)), origin_(open_end(origin_end)),
          timer_(::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC)),
          up_(up_link(path), client_.get(), origin_.get(), log_.up),
          down_(down_link(path), origin_.get(), client_.get(), log_.down) {
        if (!timer_) throw_errno<machine_error>(errno, "the ferry of the network lab cannot have a timer");
    }

    void run(int end) noexcept {
        // Packets before programs: with 20 TLS handshakes on two processors, one packet in a hundred was 2 to 3 ms late
        // without it and is 0.2 ms late with it. Only root may; an ordinary user's ferry takes its turn (setpriority(2)).
        ::setpriority(PRIO_PROCESS, 0, -20);
        try {
            while (turn(end)) {
            }
            up_.count_unread();
            down_.count_unread();
        } catch (...) {
            failure_ = std::current_exception();
            on_failure_();
        }
    }

    [[nodiscard]] ferry_log log() const {
        if (failure_) std::rethrow_exception(failure_);
        return log_;
    }

private:
    bool turn(int end) {
        set_timer(std::min(up_.next(), down_.next()));
        std::array<pollfd, 4> watched{{{.fd = client_.get(), .events = POLLIN, .revents = 0},
                                       {.fd = origin_.get(), .events = POLLIN, .revents = 0},
                                       {.fd = timer_.get(), .events = POLLIN, .revents = 0},
                                       {.fd = end, .events = POLLIN, .revents = 0}}};
        if (::poll(watched.data(), watched.size(), -1) < 0 && errno != EINTR)
            throw_errno<machine_error>(errno, "the ferry of the network lab cannot wait for packets");
        if (watched[0].revents != 0) up_.read();
        if (watched[1].revents != 0) down_.read();
        up_.deliver(log_.late);
        down_.deliver(log_.late);
        return watched[3].revents == 0;
    }

    // Setting it also forgets that it has expired.
    void set_timer(clock::time_point due) {
        itimerspec setting{}; // zero disarms it
        if (due != clock::time_point::max()) {
            const auto since_boot = due.time_since_epoch(); // steady_clock is CLOCK_MONOTONIC
            const auto seconds = std::chrono::floor<std::chrono::seconds>(since_boot);
            setting.it_value.tv_sec = seconds.count();
            setting.it_value.tv_nsec = (since_boot - seconds).count();
        }
        if (::timerfd_settime(timer_.get(), TFD_TIMER_ABSTIME, &setting, nullptr) != 0)
            throw_errno<machine_error>(errno, "the ferry of the network lab cannot set its timer");
    }

    std::function<void()> on_failure_;
    ferry_log log_;
    unique_fd client_;
    unique_fd origin_;
    unique_fd timer_;
    lane up_;
    lane down_;
    std::exception_ptr failure_;
};

ferry::ferry(const conditions& path, std::function<void()> on_failure)
    : boat_(std::make_unique<boat>(path, std::move(on_failure))) {
    thread_ = std::thread([this] { boat_->run(end_.fd()); });
}

ferry::~ferry() { join(); }

ferry_log ferry::stop() {
    join();
    return boat_->log();
}

void ferry::join() noexcept {
    if (!thread_.joinable()) return;
    end_.set();
    thread_.join();
}

} // namespace flags::netlab
