// Messages without time and level: whoever reads them is at a terminal.
#include "cli/message_sink.hpp"

#include "base/controls.hpp"

#include <cstdio>
#include <string>

namespace flags::cli {

void message_sink::sink_it_(const spdlog::details::log_msg& message) {
    const auto line = without_controls(std::string(message.payload.data(), message.payload.size())) + "\n";
    std::fwrite(line.data(), 1, line.size(), stderr); // nobody is left to tell that this failed
    std::fflush(stderr);
}

void message_sink::flush_() { std::fflush(stderr); }

} // namespace flags::cli
