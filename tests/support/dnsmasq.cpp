// dnsmasq takes no socket from its starter and no port 0 (that turns DNS off). So the kernel chooses a port, which is
// let go for dnsmasq; when another program takes it in between, dnsmasq fails and the next one is tried.
#include "support/dnsmasq.hpp"

#include <flags/base/error.hpp>
#include <flags/base/unique_fd.hpp>

#include <arpa/inet.h>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <netinet/in.h>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>

namespace flags::test {
namespace {

std::uint16_t free_port() {
    const unique_fd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    if (!socket || ::bind(socket.get(), generic, size) != 0 ||
        ::getsockname(socket.get(), generic, &size) != 0) {
        const int failed = errno;
        throw storage_error(failed, "no free port on 127.0.0.1: " + std::generic_category().message(failed));
    }
    return ntohs(address.sin_port);
}

process::command command_for(std::uint16_t port, const std::vector<std::string>& records) {
    process::command start;
    // setpriv: without it a test that ctest kills would leave the server behind. sh: what it logs goes to stderr, and
    // only standard output can be read line by line.
    start.argv = {"setpriv",
                  "--pdeathsig",
                  "TERM",
                  "sh",
                  "-c",
                  R"(exec "$0" "$@" 2>&1)",
                  process::find_program("dnsmasq"),
                  "--keep-in-foreground",
                  "--conf-file=/dev/null",
                  "--pid-file=",
                  "--log-facility=-",
                  "--no-resolv",
                  "--no-hosts",
                  "--listen-address=127.0.0.1",
                  "--bind-interfaces",
                  "--port=" + std::to_string(port),
                  "--local=/test/"};
    // A change of user would undo the pdeathsig (prctl(2)).
    if (::geteuid() == 0) start.argv.insert(start.argv.end(), {"--user=root", "--group=root"});
    start.argv.insert(start.argv.end(), records.begin(), records.end());
    start.time_limit = std::chrono::hours(24);
    return start;
}

} // namespace

bool dnsmasq::available() { return !process::find_program("dnsmasq").empty(); }

dnsmasq::dnsmasq(const std::vector<std::string>& records) {
    if (!available()) throw storage_error(ENOENT, "there is no dnsmasq: apt-get install dnsmasq-base");
    std::string last_words;
    for (int attempt = 0; attempt < 10; ++attempt) {
        port_ = free_port();
        process_.emplace(command_for(port_, records));
        last_words = process_->read_line();
        if (last_words.find("started") != std::string::npos) return; // its sockets are open by then
        process_->terminate();
        (void)process_->wait();
        process_.reset();
    }
    throw storage_error(EIO, "dnsmasq did not start: " + last_words);
}

dnsmasq::~dnsmasq() {
    try {
        process_->terminate();
        (void)process_->wait();
    } catch (const error& failure) {
        std::fprintf(stderr, "dnsmasq may be left over: %s\n", failure.what());
    }
}

} // namespace flags::test
