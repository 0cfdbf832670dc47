// A guardian of its own, in the origin's network; connecting to the server's port shows that it is up.
#include "compare/lab_server.hpp"

#include "base/this_system.hpp"
#include "process/exec_arguments.hpp"

#include <flags/base/error.hpp>

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace flags::compare {
namespace {

using namespace std::chrono_literals;

constexpr auto time_to_start = 30s;
constexpr auto between_attempts = 10ms;

void fill_in(std::string& command, std::string_view placeholder, const std::string& value) {
    for (std::size_t at = command.find(placeholder); at != std::string::npos;
         at = command.find(placeholder, at + value.size()))
        command.replace(at, placeholder.size(), value);
}

// In the server's own process. Its group is not the terminal's, so Ctrl-C is the work's alone.
int execute_server(const server_command& what, int certificate, int key) {
    std::string command = what.command;
    fill_in(command, "{address}", what.address);
    fill_in(command, "{port}", std::to_string(what.port));
    if (certificate >= 0) {
        fill_in(command, "{cert}", path_of_descriptor(::getppid(), certificate));
        fill_in(command, "{key}", path_of_descriptor(::getppid(), key));
    }
    const unique_fd nothing(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    if (::setsid() < 0 || !nothing || ::dup2(nothing.get(), STDIN_FILENO) < 0 ||
        ::dup2(STDERR_FILENO, STDOUT_FILENO) < 0)
        throw_errno<machine_error>(errno, "cannot prepare the server of the lab");
    std::signal(SIGPIPE, SIG_DFL);
    std::signal(SIGXFSZ, SIG_DFL);
    const std::vector<std::string> words{"sh", "-c", command};
    auto argv = process::exec_arguments(words);
    ::execvp(argv.front(), argv.data());
    throw_errno<machine_error>(errno, "cannot run sh for the server of the lab");
}

bool accepts(const server_command& what) {
    const unique_fd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(what.port);
    return socket && ::inet_pton(AF_INET, what.address.c_str(), &address.sin_addr) == 1 &&
           ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

unique_fd file_for(const char* name, const std::string& content) {
    return content.empty() ? unique_fd() : memory_file(name, content);
}

} // namespace

lab_server::lab_server(const netlab::namespaces& three, server_command what,
                       std::function<void()> on_early_end)
    : three_(three), what_(std::move(what)), on_early_end_(std::move(on_early_end)),
      certificate_(file_for("flags-lab-cert.pem", what_.identity.certificate_pem)),
      key_(file_for("flags-lab-key.pem", what_.identity.key_pem)),
      guardian_(three.origin, [this] { return execute_server(what_, certificate_.get(), key_.get()); }) {}

lab_server::~lab_server() {
    is_asked_to_end_ = true;
    guardian_.end();
    if (runner_.joinable()) runner_.join();
}

void lab_server::start() {
    runner_ = std::thread([this] {
        exit_code_ = guardian_.run();
        ended_.set();
        if (!is_asked_to_end_) on_early_end_();
    });
    const netlab::visit inside(three_.origin, three_.ferry);
    const auto deadline = std::chrono::steady_clock::now() + time_to_start;
    while (!accepts(what_)) {
        pollfd end{.fd = ended_.fd(), .events = POLLIN, .revents = 0};
        ::poll(&end, 1, static_cast<int>(std::chrono::milliseconds(between_attempts).count()));
        check();
        if (std::chrono::steady_clock::now() > deadline)
            throw machine_error(ETIMEDOUT, "the server of the lab does not accept connections at " +
                                               what_.address + ":" + std::to_string(what_.port) +
                                               " after 30 s: " + what_.command);
    }
    check();
}

void lab_server::check() const {
    pollfd end{.fd = ended_.fd(), .events = POLLIN, .revents = 0};
    if (::poll(&end, 1, 0) != 1) return;
    throw machine_error(
        ECHILD,
        "the server of the lab ended by itself with exit code " + std::to_string(exit_code_) +
            " (it must not go to the background, because it ends with its first process): " + what_.command);
}

} // namespace flags::compare
