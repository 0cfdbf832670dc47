// The program: reads the command line, runs the command, turns exceptions into one sentence and an exit code.
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/message_sink.hpp"
#include "cli/standard_output.hpp"

#include <flags/base/error.hpp>

#include <spdlog/spdlog.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fcntl.h>
#include <memory>
#include <system_error>
#include <unistd.h>
#include <variant>

namespace {

using namespace flags;

// Everything that is not a code goes to stderr: failures always, notes unless -q is given, the course of things with -v,
// details with -vv.
void set_up_log(int verbosity) {
    auto log = std::make_shared<spdlog::logger>("flags", std::make_shared<cli::message_sink>());
    log->set_level(verbosity >= 2   ? spdlog::level::debug
                   : verbosity == 1 ? spdlog::level::info
                   : verbosity < 0  ? spdlog::level::err
                                    : spdlog::level::warn);
    spdlog::set_default_logger(std::move(log));
}

// The number of a closed standard stream would go to the next file or socket that is opened, and codes and
// messages into that. Read-only, so that what is written to standard output still fails.
void occupy_closed_streams() {
    int fd = -1;
    do
        fd = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    while (fd >= STDIN_FILENO && fd <= STDERR_FILENO);
    if (fd >= 0) ::close(fd);
}

int run_command(const cli::information& text) {
    cli::standard_output().write(text.text);
    return cli::all_ok;
}

template <class Options>
int run_command(const Options& options) {
    if constexpr (requires { options.verbosity; }) set_up_log(options.verbosity);
    return cli::run(options);
}

int run(int argc, char** argv) {
    occupy_closed_streams();
    // A reader that goes away is an error of write(2), not the end of the program.
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN); // so is a file beyond `ulimit -f`: EFBIG, a failure of that flag
    try {
        set_up_log(0);
        return std::visit([](const auto& command) { return run_command(command); },
                          cli::parse_command_line(argc, argv));
    } catch (const usage_error& e) {
        spdlog::error("flags: {}", e.what());
        return cli::wrong_usage;
    } catch (const std::exception& e) { // machine_error, an error of libuv or libcurl, std::bad_alloc
        const auto* const refused = dynamic_cast<const std::system_error*>(&e);
        // std::thread says no more than the errno.
        const bool is_thread =
            refused != nullptr && refused->code() == std::errc::resource_unavailable_try_again;
        spdlog::error("flags: {}{}", is_thread ? "cannot start a thread (see ulimit -u): " : "", e.what());
        return cli::machine_refused;
    }
}

} // namespace

int main(int argc, char** argv) {
    const int code = run(argc, argv);
#ifdef NDEBUG
    // Everything is written and closed. What else exit(3) would do, join libuv's threads and clear the tables of thirty
    // libraries, the kernel does anyway. The sanitizers' builds go that way, because they look for leaks on it.
    std::fflush(nullptr);
    std::_Exit(code);
#else
    return code;
#endif
}
