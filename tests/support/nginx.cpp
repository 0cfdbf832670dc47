// nginx takes over listening sockets that its environment names (its way to replace its own program while it
// runs, nginx.org/en/docs/control.html "Upgrading Executable on the Fly"). So the port is chosen by the
// kernel and is ours before nginx starts: no other program can take it meanwhile, and connections wait in its
// backlog.
#include "support/nginx.hpp"

#include "support/read_file.hpp"
#include "support/socket.hpp"

#include <flags/base/error.hpp>
#include <flags/base/unique_fd.hpp>

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <netinet/in.h>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>
#include <vector>

namespace flags::test {
namespace {

struct listener {
    unique_fd socket;
    std::uint16_t port = 0;
};

listener listen_on_free_port() {
    // Non-blocking, which nginx requires of a socket that it inherits.
    auto socket = listen_on_loopback(SOMAXCONN, SOCK_NONBLOCK);
    const auto port = port_of(socket);
    return {.socket = std::move(socket), .port = port};
}

std::string configuration(const nginx_options& options, std::uint16_t port, std::uint16_t tls_port) {
    std::string text;
    // Root's workers would become "nobody" and could not enter the temporary folder.
    if (::geteuid() == 0) text += "user root;\n";
    text += "daemon off;\npid nginx.pid;\nerror_log error.log;\n"
            "worker_processes " +
            std::to_string(options.workers) +
            ";\n"
            "events { worker_connections 4096; }\n"
            "http {\n"
            "  types { image/png png; image/gif gif; text/html html; application/json json; }\n"
            "  default_type application/octet-stream;\n"
            "  sendfile on;\n  tcp_nopush on;\n  keepalive_requests 1000000;\n"
            // Where it would put large requests and answers of others; its own defaults need root.
            "  client_body_temp_path body;\n  proxy_temp_path proxy;\n  fastcgi_temp_path fastcgi;\n"
            "  uwsgi_temp_path uwsgi;\n  scgi_temp_path scgi;\n"
            "  log_format brief '$request $status $connection';\n"
            "  access_log " +
            std::string(options.access_log ? "access.log brief" : "off") +
            ";\n"
            "  server {\n"
            "    listen 127.0.0.1:" +
            std::to_string(port) +
            ";\n"
            "    location = /-/ready { access_log off; return 204; }\n";
    if (options.tls != nullptr)
        text += "    listen 127.0.0.1:" + std::to_string(tls_port) + " ssl" +
                (options.http2 ? " http2" : "") +
                ";\n"
                "    ssl_certificate " +
                options.tls->certificate_file().string() +
                ";\n"
                "    ssl_certificate_key " +
                options.tls->key_file().string() + ";\n";
    text += "    root " + options.root.string() + ";\n    " + options.extra + "\n  }\n}\n";
    return text;
}

// A time limit makes recv(2) end with EINTR at any signal, also one that a handler asks to restart calls after (signal(7)).
ssize_t receive(int socket) {
    std::array<char, 1> first{};
    while (true) {
        const ssize_t bytes = ::recv(socket, first.data(), first.size(), 0);
        if (bytes >= 0 || errno != EINTR) return bytes;
    }
}

// The port accepts from the start, so only an answer shows that nginx is up. When it gives up, the kernel
// resets the connection, and this returns false.
bool answers(std::uint16_t port) {
    const unique_fd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    const timeval limit{.tv_sec = 30, .tv_usec = 0};
    constexpr std::string_view request = "GET /-/ready HTTP/1.0\r\n\r\n";
    return socket && ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit)) == 0 &&
           ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0 &&
           ::send(socket.get(), request.data(), request.size(), MSG_NOSIGNAL) > 0 &&
           receive(socket.get()) == 1;
}

} // namespace

bool nginx::available() { return !process::find_program("nginx").empty(); }

nginx::nginx(const nginx_options& options) {
    if (!available()) throw storage_error(ENOENT, "there is no nginx: apt-get install nginx-light");
    auto plain = listen_on_free_port();
    auto tls = options.tls != nullptr ? listen_on_free_port() : listener();
    port_ = plain.port;
    tls_port_ = tls.port;

    const auto file = folder_.path() / "nginx.conf";
    std::ofstream(file) << configuration(options, port_, tls_port_);

    process::command start;
    // setpriv: without it a test that ctest kills would leave the server behind.
    start.argv = {"setpriv", "--pdeathsig",  "TERM", process::find_program("nginx"),
                  "-p",      folder_.path(), "-c",   file,
                  "-e",      "stderr"};
    start.time_limit = std::chrono::hours(24);
    start.inherited = {plain.socket.get()};
    std::string sockets = std::to_string(plain.socket.get()) + ";";
    if (tls.socket) {
        start.inherited.push_back(tls.socket.get());
        sockets += std::to_string(tls.socket.get()) + ";";
    }
    start.environment = {"NGINX=" + sockets};
    process_.emplace(start);
    plain.socket.reset();
    tls.socket.reset();

    if (!answers(port_)) {
        const int why = errno; // EAGAIN for one that said nothing in time
        process_->terminate();
        const auto ended = process_->wait();
        throw storage_error(EIO, "nginx did not start: " + std::generic_category().message(why) +
                                     ", exit status " + std::to_string(ended.exit_code) + ": " + ended.err +
                                     read_file(folder_.path() / "error.log"));
    }
}

nginx::~nginx() {
    try {
        end();
    } catch (const error& failure) {
        std::fprintf(stderr, "nginx may be left over: %s\n", failure.what());
    }
}

void nginx::end() {
    if (!process_) return;
    // Not SIGKILL: the master takes its workers with it.
    process_->terminate();
    (void)process_->wait();
    process_.reset();
}

std::string nginx::url(std::string_view path) const {
    return "http://127.0.0.1:" + std::to_string(port_) + std::string(path);
}

std::string nginx::tls_url(std::string_view path) const {
    return "https://127.0.0.1:" + std::to_string(tls_port_) + std::string(path);
}

std::string nginx::stop_and_read_access_log() {
    end();
    return read_file(folder_.path() / "access.log");
}

} // namespace flags::test
