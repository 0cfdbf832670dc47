// The busy-until clock.
#include "netlab/carrier.hpp"

#include <algorithm>
#include <chrono>

namespace flags::netlab {
namespace {

class constant_rate final : public carrier {
public:
    explicit constant_rate(std::uint64_t rate) : rate_(rate) {}

    [[nodiscard]] link_clock::time_point begin_of(link_clock::time_point ready) override {
        return std::max(busy_until_, ready);
    }
    link_clock::time_point carry(link_clock::time_point ready, std::size_t bytes) override {
        return busy_until_ = begin_of(ready) + time_on_link(bytes, rate_);
    }
    [[nodiscard]] double waiting(link_clock::time_point now) const override {
        const auto wait = std::max(busy_until_, now) - now;
        return std::chrono::duration<double>(wait).count() * static_cast<double>(rate_) / 8;
    }

private:
    std::uint64_t rate_;
    link_clock::time_point busy_until_{link_clock::time_point::min()};
};

} // namespace

link_clock::duration time_on_link(std::size_t bytes, std::uint64_t rate) {
    if (rate == 0) return link_clock::duration(0);
    return std::chrono::ceil<link_clock::duration>(
        std::chrono::duration<double>(static_cast<double>(bytes) * 8 / static_cast<double>(rate)));
}

std::unique_ptr<carrier> at_rate(std::uint64_t rate) { return std::make_unique<constant_rate>(rate); }

} // namespace flags::netlab
