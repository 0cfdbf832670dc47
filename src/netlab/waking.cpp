// The radio is what both directions share of the path.
#include "netlab/waking.hpp"

#include "netlab/units.hpp"

#include <algorithm>
#include <utility>

namespace flags::netlab {
namespace {

using namespace std::chrono_literals;

class sleepy_radio final : public stage {
public:
    sleepy_radio(const waking& settings, std::shared_ptr<activity> path)
        : settings_(settings), path_(std::move(path)) {}

    void pass(packet& each) override {
        for (auto& moment : each.moments) {
            if (!path_->last || moment - *path_->last > settings_.idle)
                path_->ready = moment + settings_.delay;
            if (moment < path_->ready) {
                moment = path_->ready;
                count_one();
            }
            path_->last = std::max(path_->last.value_or(moment), moment);
        }
    }

private:
    waking settings_;
    std::shared_ptr<activity> path_;
};

std::string take_waking(waking& into, std::string_view text) {
    const auto parts = parts_of(text);
    const auto delay = parse_time(parts.front());
    const auto idle = parts.size() == 2 ? parse_time(parts.back()) : waking().idle;
    if (parts.size() > 2 || !delay || !idle || *delay > 60s || *idle == 0ns)
        return "give DELAY or DELAY:IDLE, times with their unit, DELAY up to 60s, for example 500ms:10s";
    into = *delay > 0ns ? waking{.delay = *delay, .idle = *idle} : waking();
    return {};
}

double milliseconds_of(std::chrono::nanoseconds time) {
    return std::chrono::duration<double, std::milli>(time).count();
}

} // namespace

const term<waking> waking::terms[1] = {
    {.name = "wake-up",
     .value = "DELAY[:IDLE]",
     .help = "Let the first packet wait for DELAY, and each that comes after the path was idle for IDLE "
             "(10s): a radio that wakes up",
     .take = take_waking}};

std::string waking::describe() const { return show_time(delay) + " to wake up after " + show_time(idle); }

std::vector<fact> waking::facts() const {
    return {{"delay_ms", milliseconds_of(delay)}, {"idle_ms", milliseconds_of(idle)}};
}

std::unique_ptr<stage> waking::at_work(const one_direction& of) const {
    return std::make_unique<sleepy_radio>(*this, of.path);
}

} // namespace flags::netlab
