// Real packets between two networks of our own.
#include "netlab/between_networks.hpp"
#include "netlab/ferry.hpp"
#include "netlab/namespaces.hpp"
#include "netlab/wires.hpp"
#include "support/in_child.hpp"
#include "support/socket.hpp"

#include <flags/base/error.hpp>
#include <flags/base/unique_fd.hpp>

#include <doctest/doctest.h>

#include <arpa/inet.h>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <functional>
#include <future>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <string>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

using namespace std::chrono_literals;
using namespace flags::netlab;
using namespace flags::test;
using flags::unique_fd;

namespace {

sockaddr_in address_of(std::string_view text, std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    ::inet_pton(AF_INET, std::string(text).c_str(), &address.sin_addr);
    return address;
}

const sockaddr* plain(const sockaddr_in& address) { return reinterpret_cast<const sockaddr*>(&address); }

// A socket at each end of the path.
struct datagrams {
    unique_fd client;
    unique_fd origin;
    sockaddr_in there = address_of(origin_address, 9);

    explicit datagrams(const namespaces& three) {
        {
            const visit inside(three.client, three.ferry);
            client.reset(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
        }
        const visit inside(three.origin, three.ferry);
        origin.reset(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
        if (::bind(origin.get(), plain(there), sizeof there) != 0) throw flags::machine_error(errno, "bind");
    }
    [[nodiscard]] bool send(std::string_view bytes) const {
        return ::sendto(client.get(), bytes.data(), bytes.size(), 0, plain(there), sizeof there) ==
               static_cast<ssize_t>(bytes.size());
    }
    [[nodiscard]] bool send(char byte) const { return send(std::string_view(&byte, 1)); }
    [[nodiscard]] char receive() const {
        char byte = 0;
        return ::recv(origin.get(), &byte, 1, 0) == 1 ? byte : '\0';
    }
};

std::string setting(const char* name) {
    std::ifstream file(std::string("/proc/sys/net/ipv4/") + name);
    std::string value;
    file >> value;
    return value;
}

int held_at = -1;

// While it lives, every other thread of this process sits in a signal handler.
class held_threads {
public:
    held_threads() {
        std::array<int, 2> ends{};
        checked(::pipe2(ends.data(), O_CLOEXEC), "pipe2");
        held_at = ends[0];
        release_.reset(ends[1]);
        std::signal(SIGUSR1, [](int) {
            char byte = 0;
            static_cast<void>(::read(held_at, &byte, 1));
        });
        for (const auto& task : std::filesystem::directory_iterator("/proc/self/task"))
            if (const int thread = std::stoi(task.path().filename()); thread != ::gettid())
                ::tgkill(::getpid(), thread, SIGUSR1);
    }
    void release() const { checked(static_cast<int>(::write(release_.get(), "1", 1)), "write"); }

private:
    unique_fd release_;
};

} // namespace

TEST_CASE("packets arrive in order, not before their time, and are counted") {
    between_networks([](const namespaces& three) {
        const datagrams sockets(three);
        ferry running({.rtt = 40ms}, [] {});
        const auto begun = std::chrono::steady_clock::now();
        for (char byte = 'a'; byte <= 'e'; ++byte)
            if (!sockets.send(byte)) return 1;
        for (char byte = 'a'; byte <= 'e'; ++byte)
            if (sockets.receive() != byte) return 2;
        if (std::chrono::steady_clock::now() - begun < 20ms) return 3;
        const auto log = running.stop();
        if (log.up.carried != 5 || log.up.lost + log.up.queue_full + log.up.overrun != 0) return 4;
        return log.down.carried == 0 ? 0 : 5;
    });
}

TEST_CASE("packets that the loss model and the queue drop do not arrive and are counted") {
    between_networks([](const namespaces& three) {
        const datagrams sockets(three);
        {
            // The second of two packets is lost: the chain is in its bad state every other time.
            ferry running({.loss = {.good_to_bad = 1, .bad_to_good = 1}}, [] {});
            for (const char byte : {'a', 'b', 'c', 'd'})
                if (!sockets.send(byte)) return 1;
            if (sockets.receive() != 'b' || sockets.receive() != 'd') return 2;
            const auto log = running.stop();
            if (log.up.lost != 2 || log.up.carried != 2) return 3;
        }
        // 29 bytes take 232 ms at 1 kbit/s, and 103 packets of them fit into 3000 bytes.
        ferry running({.up = 1'000, .queue_bytes = 3'000}, [] {});
        for (int n = 0; n < 1'000; ++n)
            if (!sockets.send('x')) return 4;
        if (sockets.receive() != 'x') return 5;
        const auto log = running.stop();
        return log.up.queue_full > 0 && log.up.carried > 0 ? 0 : 6;
    });
}

TEST_CASE("a ferry that wakes up late counts from the packet's arrival and reports its lateness") {
    between_networks([](const namespaces& three) {
        const datagrams sockets(three);
        ferry running({.rtt = 40ms}, [] {});
        // Several, because the kernel begins to stamp a moment after it was asked to.
        for (int attempt = 0; attempt < 5; ++attempt) {
            const held_threads asleep;
            if (!sockets.send('b')) return 2;
            std::this_thread::sleep_for(100ms);
            asleep.release();
            if (sockets.receive() != 'b') return 3;
        }
        return running.stop().late.max() >= 70ms ? 0 : 4; // it was due after 20
    });
}

TEST_CASE("packets that the kernel dropped because the ferry did not read them are counted") {
    between_networks([](const namespaces& three) {
        const datagrams sockets(three);
        ferry running({.rtt = 1h}, [] {}); // so nothing is sent on, which could be an overrun, too
        const held_threads asleep;
        const std::string large(1'400, 'x'); // 20,000 of them exceed the largest receive buffer (8 MiB)
        for (int n = 0; n < 20'000; ++n)
            if (!sockets.send(large)) return 1;
        asleep.release();
        return running.stop().up.overrun > 0 ? 0 : 2;
    });
}

TEST_CASE("a packet that the path duplicates arrives twice") {
    between_networks([](const namespaces& three) {
        const datagrams sockets(three);
        conditions path{.rtt = 2ms};
        std::get<duplication>(path.further).part = 1;
        ferry running(path, [] {});
        for (const char byte : {'a', 'b'})
            if (!sockets.send(byte) || sockets.receive() != byte || sockets.receive() != byte) return 1;
        const auto up = running.stop().up;
        return up.carried == 4 && up.further == deeds{{"duplicated", 2}} ? 0 : 2;
    });
}

TEST_CASE("the rate and the queue count IP packets, without their Ethernet header") {
    between_networks([](const namespaces& three) {
        const datagrams sockets(three);
        // 103 packets of 29 bytes fit into 3000 bytes; with a header of 14 bytes each, 69 would.
        ferry running({.up = 20'000, .queue_bytes = 3'000}, [] {});
        for (int n = 0; n < 103; ++n)
            if (!sockets.send('x')) return 1;
        for (int n = 0; n < 103; ++n) {
            pollfd arrived{.fd = sockets.origin.get(), .events = POLLIN, .revents = 0};
            if (::poll(&arrived, 1, 30'000) != 1 || sockets.receive() != 'x') return 2;
        }
        const auto log = running.stop();
        return log.up.carried == 103 && log.up.queue_full == 0 ? 0 : 3;
    });
}

TEST_CASE("a ferry that may raise its priority runs before other programs") {
    between_networks([](const namespaces& three) {
        const auto at_most_urgent = [](int thread) {
            return ::getpriority(PRIO_PROCESS, static_cast<id_t>(thread)) == -20;
        };
        if (::setpriority(PRIO_PROCESS, 0, -20) != 0) {
            std::puts("SKIPPED: this user may not");
            std::fflush(stdout);
            return cannot_run_here;
        }
        ::setpriority(PRIO_PROCESS, 0, 0);
        const datagrams sockets(three);
        const ferry running({}, [] {});
        if (!sockets.send('a') || sockets.receive() != 'a') return 1; // by now it has begun
        for (const auto& task : std::filesystem::directory_iterator("/proc/self/task"))
            if (at_most_urgent(std::stoi(task.path().filename()))) return at_most_urgent(::gettid()) ? 2 : 0;
        return 3;
    });
}

TEST_CASE("TCP's settings are pinned on both sides") {
    between_networks([](const namespaces& three) {
        for (const auto* const network : {&three.client, &three.origin}) {
            const visit inside(*network, three.ferry);
            if (setting("tcp_congestion_control") != conditions().congestion_control) return 1;
            if (setting("tcp_no_metrics_save") != "1") return 2;
        }
        return 0;
    });
}

TEST_CASE("a ferry that loses its interface calls on_failure") {
    between_networks([](const namespaces& three) {
        static_cast<void>(three);
        std::promise<void> failed;
        ferry running({}, [&failed] { failed.set_value(); });
        const unique_fd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
        ifreq request{};
        std::memcpy(request.ifr_name, client_end, std::strlen(client_end));
        if (::ioctl(socket.get(), SIOCSIFFLAGS, &request) != 0) return 1; // no flags: down
        failed.get_future().wait();
        try {
            static_cast<void>(running.stop());
        } catch (const flags::machine_error& failure) {
            return std::string(failure.what()).contains("Network is down") ? 0 : 2;
        }
        return 3;
    });
}
