// flags_soak SECONDS [SEED]: rounds against servers that misbehave at random, until the time is over. Ends with 1 and a
// sentence at the first broken promise, or when descriptors or memory grow.
#include "soak/rounds.hpp"
#include "support/read_file.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <iterator>
#include <malloc.h>
#include <string_view>
#include <thread>

using namespace std::chrono_literals;

namespace flags::test {

const std::string& right_flag() {
    static const std::string flag = read_file("/usr/share/iso-flags-png-320x240/bd.png");
    return flag;
}

bad_servers::bad_servers(std::uint64_t seed)
    : seed_(seed), hostile_(right_flag()),
      late_({.max_delay = 30ms, .error_rate = 0.2, .seed = seed, .idle_timeout = 1s}) {
    hostile_.on("mixed", [this](connection& peer) { return misbehave(peer); });
}

bool bad_servers::misbehave(connection& peer) {
    constexpr std::string_view whole = "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: ";
    splitmix64 random(seed_ + ++drawn_);
    const std::string& flag = right_flag();
    const std::string head = std::string(whole) + std::to_string(flag.size()) + "\r\n\r\n";
    const std::string answer = head + flag;
    const auto cut = random() % answer.size();
    switch (random() % 16) {
    case 0: // an end too early, or a reset
        peer.send(std::string_view(answer).substr(0, cut));
        if (random() % 2 == 0) peer.reset();
        return false;
    case 1:
        peer.wait_until_peer_closes();
        return false;
    case 2: // one byte after the other
        for (std::size_t at = 0; at < answer.size(); ++at)
            if (!peer.send(std::string_view(answer).substr(at, 1)) || !peer.pause(1ms)) return false;
        return true;
    case 3: // more than was asked for, without end
        for (bool open = peer.send("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"); open;)
            open = peer.send(std::string(1U << 16U, 'x'));
        return false;
    case 4: { // some bytes of the flag are others
        std::string damaged = answer;
        for (int times = 0; times < 8; ++times)
            damaged[random() % head.size()] = static_cast<char>(random());
        peer.send(damaged);
        return false;
    }
    case 5:
        return peer.send("HTTP/1.1 429 Slow down\r\nRetry-After: 9999\r\nContent-Length: 0\r\n\r\n");
    case 6:
        return peer.send("HTTP/1.1 500 No\r\nContent-Length: 2\r\n\r\nno");
    case 7: // a whole flag, late and in two pieces, on a connection that ends
        return peer.pause(std::chrono::milliseconds(random() % 50)) &&
               peer.send(std::string_view(answer).substr(0, cut)) &&
               peer.pause(std::chrono::milliseconds(random() % 50)) &&
               peer.send(std::string_view(answer).substr(cut)) && random() % 2 == 0;
    default:
        return peer.send(answer);
    }
}

namespace {

std::size_t open_descriptors() {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {}));
}

// The servers' threads see that their peers are gone a little later.
std::size_t descriptors_left(std::size_t most) {
    for (int tries = 0; open_descriptors() > most && tries < 3000; ++tries)
        std::this_thread::sleep_for(10ms);
    return open_descriptors();
}

// Nothing under a sanitizer, which has an allocator of its own and looks for leaks itself.
std::size_t heap_in_use() { return ::mallinfo2().uordblks + ::mallinfo2().hblkhd; }

void soak(std::chrono::seconds time, std::uint64_t seed) {
    constexpr std::size_t warm = 8;                       // rounds
    constexpr std::size_t growth = std::size_t{2} << 20U; // bytes
    bad_servers servers(seed);
    splitmix64 random(seed);
    const std::size_t idle = open_descriptors();
    std::size_t heap = 0;
    tally all;
    std::size_t rounds = 0;
    const auto end = std::chrono::steady_clock::now() + time;
    for (; rounds == 0 || std::chrono::steady_clock::now() < end; ++rounds) {
        try {
            engine_round(servers, random, all);
            if (rounds % 4 == 0) program_round(servers, random, all);
            // A thread that looks names up, or one for files, may have come meanwhile with what it waits on.
            const std::size_t open = descriptors_left(idle + 8);
            promise(open <= idle + 8,
                    std::to_string(open) + " descriptors are open, " + std::to_string(idle) + " at first");
            if (rounds < warm) heap = std::max(heap, heap_in_use());
            promise(heap_in_use() <= heap + growth, std::to_string(heap_in_use()) +
                                                        " bytes of the heap are in use, " +
                                                        std::to_string(heap) + " at first");
        } catch (const std::exception& failure) {
            throw broken_promise("round " + std::to_string(rounds) + " of seed " + std::to_string(seed) +
                                 ": " + failure.what());
        }
    }
    std::printf(
        "%zu rounds, %zu called off; %zu files asked for, %zu saved; %zu requests to the worse server; "
        "%zu descriptors (%zu at first), %zu bytes of heap (%zu at first)\n",
        rounds, all.stopped, all.files, all.saved, servers.requests(), open_descriptors(), idle,
        heap_in_use(), heap);
}

} // namespace
} // namespace flags::test

int main(int argc, char** argv) {
    try {
        const long seconds = argc > 1 ? std::strtol(argv[1], nullptr, 10) : 10;
        const auto seed = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1;
        flags::test::soak(std::chrono::seconds(seconds), seed);
        return 0;
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "flags_soak: %s\n", failure.what());
        return 1;
    }
}
