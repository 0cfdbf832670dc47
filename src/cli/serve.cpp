// A server and a wait for a signal.
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/standard_output.hpp"
#include "origin/server.hpp"

#include <flags/aio/interrupt.hpp>
#include <flags/aio/run.hpp>
#include <flags/coro/event.hpp>

#include <spdlog/spdlog.h>

#include <stop_token>
#include <utility>

namespace flags::cli {

namespace {

coro::task<> serve(const origin::server& server, std::stop_source stop) {
    const aio::interrupt on_signal(std::move(stop));
    standard_output().write(server.base_url() + "\n"); // whoever reads it may send the signal at once
    coro::event never;
    try {
        co_await never.wait();
    } catch (const coro::cancelled&) {
        spdlog::info("stopped");
    }
}

} // namespace

int run(const serve_options& options) {
    const origin::server server(options.origin);
    const std::stop_source stop;
    aio::run(serve(server, stop), stop.get_token());
    return all_ok;
}

} // namespace flags::cli
