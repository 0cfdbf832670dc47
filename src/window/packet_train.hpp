// The rate of a link, read from packets that come one right after another.
#pragma once

#include <flags/window/units.hpp>

#include <deque>
#include <optional>

namespace flags::window {

/// A burst that is faster than the narrowest link leaves it at that link's rate.
/// Source: Dovrolis, Ramanathan, Moore, INFOCOM 2001: long trains, because pairs of packets mislead.
class packet_train {
public:
    /// So many bytes came; in order of time.
    void add(moment now, double bytes);

    /// The rate over the shortest time that is at least `shortest` long and brought a whole train, if there is one.
    /// `shortest` keeps apart what came in one turn of the loop, or in one burst of a wireless link.
    [[nodiscard]] std::optional<bit_rate> rate(seconds shortest);

private:
    struct arrival {
        moment at;
        double total; // bytes until then, these included
    };

    std::deque<arrival> arrivals_; // the first one's bytes came before what is counted
    double total_ = 0;
};

} // namespace flags::window
