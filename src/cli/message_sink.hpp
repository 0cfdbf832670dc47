// Where all messages go: standard error, and nothing in them acts on a terminal.
#pragma once

#include <spdlog/details/null_mutex.h>
#include <spdlog/sinks/base_sink.h>

namespace flags::cli {

/// One line for each message. Threads: one.
class message_sink final : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
protected:
    void sink_it_(const spdlog::details::log_msg& message) override;
    void flush_() override;
};

} // namespace flags::cli
