// One number is drawn for each packet, so that a probability changes which packets are copied and not what is drawn for later
// ones.
#include "netlab/duplication.hpp"

#include "netlab/units.hpp"

#include <flags/base/random.hpp>

namespace flags::netlab {
namespace {

class duplicator final : public stage {
public:
    duplicator(double part, std::uint64_t seed) : part_(part), random_(seed) {}

    void pass(packet& each) override {
        if (each.moments.empty() || uniform_01(random_) >= part_) return;
        each.moments.push_back(each.moments.back());
        count_one();
    }

private:
    double part_;
    splitmix64 random_;
};

} // namespace

const term<duplication> duplication::terms[1] = {
    {.name = "duplicate",
     .value = "P",
     .help = "Probability that a packet arrives twice, in each direction, for example 0.5%",
     .take = [](duplication& into, std::string_view text) { return take_part(into.part, text); }}};

std::string duplication::describe() const { return show_fraction(part) + " duplicated each way"; }

std::unique_ptr<stage> duplication::at_work(const one_direction& of) const {
    return std::make_unique<duplicator>(part, of.seed);
}

} // namespace flags::netlab
