// It is behind the delay and takes time back: a packet that overtakes is never earlier than it left the link.
#include "netlab/reordering.hpp"

#include "netlab/units.hpp"

#include <flags/base/random.hpp>

#include <algorithm>
#include <charconv>

namespace flags::netlab {
namespace {

using namespace std::chrono_literals;

// What counts is who arrived before others that were sent earlier.
class overtaking final : public stage {
public:
    overtaking(const reordering& settings, const one_direction& of)
        : settings_(settings), lead_(std::min(settings.lead, of.delay)), random_(of.seed) {}

    void pass(packet& each) override {
        for (auto& moment : each.moments) {
            if (overtakes_next()) {
                moment -= lead_;
                if (moment < last_) count_one();
            }
            last_ = std::max(last_, moment);
        }
    }

private:
    // One number is drawn for each packet.
    bool overtakes_next() {
        const bool drawn = uniform_01(random_) < settings_.part;
        if (++since_ < settings_.gap || !drawn) return false;
        since_ = 0;
        return true;
    }

    reordering settings_;
    std::chrono::nanoseconds lead_;
    splitmix64 random_;
    std::uint64_t since_ = 0; // packets since one that overtook
    link_clock::time_point last_{link_clock::time_point::min()};
};

std::string take_reordering(reordering& into, std::string_view text) {
    static constexpr auto right = "give P, P:TIME or P:TIME:GAP, for example 1%, 1%:5ms or 1%:5ms:10";
    const auto parts = parts_of(text);
    reordering read;
    if (parts.size() > 3) return right;
    if (auto wrong = take_part(read.part, parts[0]); !wrong.empty()) return wrong;
    if (parts.size() > 1) {
        const auto lead = parse_time(parts[1]);
        if (!lead || *lead == 0ns) return right;
        read.lead = *lead;
    }
    if (parts.size() > 2) {
        const auto [end, code] =
            std::from_chars(parts[2].data(), parts[2].data() + parts[2].size(), read.gap);
        if (code != std::errc() || end != parts[2].data() + parts[2].size() || read.gap == 0) return right;
    }
    into = read.part > 0 ? read : reordering();
    return {};
}

} // namespace

const term<reordering> reordering::terms[1] = {
    {.name = "reorder",
     .value = "P[:TIME[:GAP]]",
     .help =
         "Probability that a packet overtakes others, in each direction: it arrives TIME earlier (all of the "
         "delay, without TIME); at most one of GAP packets does",
     .take = take_reordering}};

double mean_part(const reordering& settings) {
    if (settings.part <= 0) return 0;
    return 1 / (static_cast<double>(settings.gap - 1) +
                1 / settings.part); // those between, and the wait for the next
}

std::string reordering::describe() const {
    auto text = show_fraction(part) + " overtaking";
    if (lead != whole_delay) text += " by " + show_time(lead);
    if (gap > 1) text += ", one of " + std::to_string(gap) + " at most";
    return text + " each way";
}

std::vector<fact> reordering::facts() const {
    std::vector<fact> result{{"part", part}, {"gap", static_cast<double>(gap)}};
    if (lead != whole_delay)
        result.push_back({"lead_ms", std::chrono::duration<double, std::milli>(lead).count()});
    return result;
}

std::unique_ptr<stage> reordering::at_work(const one_direction& of) const {
    return std::make_unique<overtaking>(*this, of);
}

} // namespace flags::netlab
