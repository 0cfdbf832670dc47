// packet(7), timerfd_create(2) and poll(2).
#include "netlab/ferry.hpp"

#include "netlab/flow.hpp"
#include "netlab/link.hpp"
#include "netlab/resent.hpp"
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
#include <exception>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <map>
#include <net/if.h>
#include <poll.h>
#include <span>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace flags::netlab {
namespace {

using clock = link::clock;

constexpr std::size_t largest_frame = ETH_FRAME_LEN; // 1514: the interfaces' MTU is Ethernet's
constexpr std::size_t most_under_way = std::size_t{64} << 20U;
constexpr int packets_per_turn = 64; // from one side, before the other side is read

unique_fd open_end(const char* interface) {
    unique_fd socket(::socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!socket)
        throw_errno<machine_error>(errno, "the ferry of the network lab cannot open a packet socket");
    sockaddr_ll address{};
    address.sll_family = AF_PACKET;
    // A socket of one protocol gets incoming packets only; with ETH_P_ALL it would also get what it sends.
    address.sll_protocol = htons(ETH_P_IP);
    address.sll_ifindex = static_cast<int>(::if_nametoindex(interface));
    // A burst of all connections at once has to fit. Root gets this size; the kernel limits an ordinary user's to rmem_max,
    // and asking for more is no error (socket(7)).
    constexpr int wanted = 4 << 20;
    if ((::setsockopt(socket.get(), SOL_SOCKET, SO_RCVBUFFORCE, &wanted, sizeof wanted) != 0 &&
         ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVBUF, &wanted, sizeof wanted) != 0) ||
        address.sll_ifindex == 0 ||
        ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        throw_errno<machine_error>(errno, "the ferry of the network lab cannot listen to its interfaces");
    stamp_arrivals(socket.get());
    return socket;
}

// Reads the packets of one direction from `from` and sends them to `to` when they are due.
class direction {
public:
    direction(const link_settings& settings, const std::shared_ptr<activity>& path, int from, int to,
              ferry_counts& counts)
        : link_(settings, path), from_(from), to_(to), counts_(counts) {}

    void read() {
        const auto offset = clock_offset();
        for (int count = 0; count < packets_per_turn; ++count) {
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
        for (auto now = clock::now(); next() <= now; now = clock::now()) {
            collect(now);
            if (under_way_.empty() || under_way_.begin()->first > now) continue;
            const auto& [due, frame] = *under_way_.begin();
            if (::send(to_, frame.data(), frame.size(), 0) >= 0)
                ++counts_.carried;
            else if (errno == ENOBUFS || errno == EAGAIN)
                ++counts_.overrun;
            else
                throw_errno<machine_error>(errno, "the ferry of the network lab cannot hand over a packet");
            late.record(now - due);
            bytes_ -= frame.size();
            under_way_.erase(under_way_.begin());
        }
    }

    [[nodiscard]] clock::time_point next() const noexcept {
        return std::min(link_.next(),
                        under_way_.empty() ? clock::time_point::max() : under_way_.begin()->first);
    }

    [[nodiscard]] std::uint64_t queue_full() const { return link_.queue_full(); }
    [[nodiscard]] std::uint64_t resent() const { return resent_.count(); }

    [[nodiscard]] path_moment at(clock::time_point now) const {
        return {.at = now,
                .in_flight = bytes_ + link_.held(),
                .queued = link_.queued(now),
                .dropped = link_.queue_full()};
    }

    // Adds what the link dropped, and what the kernel dropped because this thread did not read in time.
    void count_drops() {
        counts_.queue_full = link_.queue_full();
        counts_.lost = link_.lost();
        counts_.further = link_.further();
        tpacket_stats unread{};
        socklen_t size = sizeof unread;
        if (::getsockopt(from_, SOL_PACKET, PACKET_STATISTICS, &unread, &size) != 0)
            throw_errno<machine_error>(errno, "the ferry of the network lab cannot read its statistics");
        counts_.overrun += unread.tp_drops;
    }

private:
    void take(std::span<const std::byte> frame, std::size_t size, clock::time_point arrived) {
        if (size > frame.size() || size < ETH_HLEN + 20 || bytes_ + link_.held() + size > most_under_way) {
            ++counts_.overrun;
            return;
        }
        const auto whole = frame.first(size);
        const auto inner = whole.subspan(ETH_HLEN); // the rate is one of IP packets
        const auto flow = flow_of(inner);
        resent_.note(flow, inner);
        link_.put(arrived, {.bytes = inner.size(),
                            .of_probe = inner[1] == probe_mark,
                            .flow = flow,
                            .content = {whole.begin(), whole.end()}});
        collect(arrived);
    }

    // What the link has let through.
    void collect(clock::time_point now) {
        while (packet* const each = link_.take(now)) {
            bytes_ += each->moments.size() * each->content.size();
            for (std::size_t copy = 1; copy < each->moments.size(); ++copy)
                under_way_.emplace(each->moments[copy], each->content);
            under_way_.emplace(each->moments.front(), std::move(each->content));
        }
    }

    link link_;
    resent_segments resent_;
    arrival_clock arrivals_;
    int from_;
    int to_;
    ferry_counts& counts_;
    std::multimap<clock::time_point, std::vector<std::byte>> under_way_; // by when they are due
    std::size_t bytes_ = 0;                                              // of them
};

} // namespace

// What the thread works on. No other thread touches it before this one has ended.
class ferry::worker {
public:
    worker(const conditions& path, std::function<void()> on_failure, shared_count* dropped,
           shared_count* resent)
        : on_failure_(std::move(on_failure)), dropped_(dropped), resent_(resent),
          client_(open_end(client_end)), origin_(open_end(origin_end)),
          timer_(::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC)),
          up_(up_link(path), shared_, client_.get(), origin_.get(), log_.up),
          down_(down_link(path), shared_, origin_.get(), client_.get(), log_.down) {
        if (!timer_) throw_errno<machine_error>(errno, "the ferry of the network lab cannot have a timer");
    }

    void run(int end) noexcept {
        // This thread runs before the programs under test: with 20 TLS handshakes on two processors, the 99th percentile of
        // lateness is 0.2 ms with the priority and was 2 to 3 ms without it. Only root may raise it (setpriority(2)).
        ::setpriority(PRIO_PROCESS, 0, -20);
        try {
            while (turn(end)) {
            }
            up_.count_drops();
            down_.count_drops();
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
        if (dropped_ != nullptr) dropped_->set(down_.queue_full());
        if (resent_ != nullptr) resent_->set(down_.resent());
        up_.deliver(log_.late);
        down_.deliver(log_.late);
        log_.record.note(down_.at(clock::now()));
        return watched[3].revents == 0;
    }

    // Setting it also clears an earlier expiration.
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
    shared_count* dropped_;
    shared_count* resent_;
    ferry_log log_;
    unique_fd client_;
    unique_fd origin_;
    unique_fd timer_;
    std::shared_ptr<activity> shared_ = std::make_shared<activity>();
    direction up_;
    direction down_;
    std::exception_ptr failure_;
};

ferry::ferry(const conditions& path, std::function<void()> on_failure, shared_count* dropped,
             shared_count* resent)
    : worker_(std::make_unique<worker>(path, std::move(on_failure), dropped, resent)) {
    thread_ = std::thread([this] { worker_->run(end_.fd()); });
}

ferry::~ferry() { join(); }

ferry_log ferry::stop() {
    join();
    return worker_->log();
}

void ferry::join() noexcept {
    if (!thread_.joinable()) return;
    end_.set();
    thread_.join();
}

} // namespace flags::netlab
