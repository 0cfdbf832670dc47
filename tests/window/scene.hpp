// A path with its events in short.
#pragma once

#include "start.hpp"

#include <flags/window/controller.hpp>

#include <cstddef>
#include <memory>
#include <optional>

namespace scenes {

using namespace flags::window;

inline constexpr seconds usual_round_trip{0.1};

inline moment at(double after) { return start + seconds(after); }

// One path with events in short.
class scene {
public:
    explicit scene(std::size_t files, std::optional<remembered_path> memory = {}, const limits& bounds = {})
        : control_(automatic(bounds)), on_(&control_->add_path(memory)), waiting_(files) {
        on_->on_waiting(waiting_);
    }

    path& on() { return *on_; }
    controller& control() { return *control_; }

    void connect(double now, seconds took = usual_round_trip) {
        on_->on_connected(at(now), {.begun = at(now) - took, .round_trip = took});
    }

    // As many as may leave; how many they were.
    std::size_t send(double now) {
        std::size_t sent = 0;
        while (waiting_ > 0 && on_->may_send(at(now))) {
            on_->on_sent(at(now), ++last_);
            on_->on_waiting(--waiting_);
            ++sent;
        }
        return sent;
    }

    // An answer of 12 kB whose packets come at this rate from `now` on; when the last one has come.
    double answer(double now, request_id request, double megabits, seconds network = usual_round_trip) {
        on_->on_head(at(now), request, {.bytes = 11'584, .round_trip = network, .is_first = true});
        for (int packet = 0; packet < 8; ++packet, now += 1500 * 8 / (megabits * 1e6))
            on_->on_data(at(now), request, {.bytes = 1448});
        on_->on_end(at(now), request, ending::answered);
        return now;
    }

private:
    std::unique_ptr<controller> control_;
    path* on_;
    std::size_t waiting_;
    request_id last_ = 0;
};

inline remembered_path memory_of(double megabits) {
    return {.rate = {megabits * 1e6}, .round_trip = usual_round_trip, .answer_bytes = 12'000};
}

} // namespace scenes
