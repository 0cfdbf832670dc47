// When the next request may leave, so that its answer finds room on the link.
#pragma once

#include <flags/window/units.hpp>

#include <algorithm>

namespace flags::window {

class pacer {
public:
    [[nodiscard]] moment next() const noexcept { return next_; }

    /// A request left whose answer has about so many bytes, over a link of about this rate.
    void sent(moment now, double answer_bytes, bit_rate rate) noexcept {
        const seconds each = time_for(answer_bytes, rate);
        next_ = std::max(next_, now - std::min(answers_at_once * each, std::max(each, longest_burst))) + each;
    }

private:
    // After a pause, and at the start: as many as leave before anything is known. With 2 in place of 4 a remembered
    // rate that is a tenth of the true one costs 1.95 instead of 1.45 times the best.
    static constexpr double answers_at_once = 4;
    // But no more than the queue that is allowed holds: 7 requests in place of 4 over a line of 1.5 Mbit/s, which the first
    // answers overflowed, took 5 % longer.
    static constexpr seconds longest_burst{0.1};

    moment next_ = moment::min();
};

} // namespace flags::window
