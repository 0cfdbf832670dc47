// The bucket is kept as the moment at which it is full again, so its arithmetic is exact (ITU-T I.371, annex A, shows that this
// is the same).
#include "netlab/policing.hpp"

#include "netlab/units.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <chrono>
#include <optional>

namespace flags::netlab {
namespace {

constexpr std::size_t least_burst = 1500; // the largest packet; otherwise it could never pass

// In which so many bytes come at the rate, to the nearest nanosecond, so that no error grows in one direction.
link_clock::duration time_of(std::size_t bytes, std::uint64_t rate) {
    return std::chrono::round<link_clock::duration>(
        std::chrono::duration<double>(static_cast<double>(bytes) * 8 / static_cast<double>(rate)));
}

class token_bucket final : public stage {
public:
    explicit token_bucket(const policing& settings)
        : rate_(settings.rate), depth_(time_of(settings.burst, settings.rate)) {}

    void pass(packet& each) override {
        std::erase_if(each.moments, [&](link_clock::time_point moment) {
            const auto full = std::max(full_, moment) + time_of(each.bytes, rate_);
            if (full - moment > depth_) {
                count_one();
                return true;
            }
            full_ = full;
            return false;
        });
    }

private:
    std::uint64_t rate_;
    link_clock::duration depth_;                                 // the time in which an empty bucket fills
    link_clock::time_point full_{link_clock::time_point::min()}; // when it is full again
};

std::string take_policing(policing& into, std::string_view text) {
    const auto parts = parts_of(text);
    const auto rate = parse_rate(parts.front());
    const auto burst = parts.size() == 2 ? parse_size(parts.back()) : std::nullopt;
    if (!rate || !burst || *burst < least_burst)
        return "give RATE:BURST, bits per second and at least 1500 bytes, for example 5M:50k";
    into = {.rate = *rate, .burst = *burst};
    return {};
}

} // namespace

const term<policing> policing::terms[1] = {
    {.name = "police",
     .value = "RATE:BURST",
     .help =
         "Drop what exceeds RATE in each direction instead of queueing it, once BURST bytes more have come",
     .take = take_policing}};

std::string policing::describe() const {
    return fmt::format("policed to {} after a burst of {} bytes each way", show_rate(rate), burst);
}

std::vector<fact> policing::facts() const {
    return {{"rate_bps", static_cast<double>(rate)}, {"burst_bytes", static_cast<double>(burst)}};
}

std::unique_ptr<stage> policing::at_work(const one_direction&) const {
    return std::make_unique<token_bucket>(*this);
}

} // namespace flags::netlab
