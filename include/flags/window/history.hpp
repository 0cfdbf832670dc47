// How a window came to be what it is: its figures as a time series that stays small.
#pragma once

#include <flags/window/state.hpp>
#include <flags/window/units.hpp>

#include <cstddef>
#include <vector>

namespace flags::window {

/// Units/limits: at most `most_rows`. A run that is longer has them farther apart: when there is no more room, every
/// second row goes, and rows are taken half as often.
class history {
public:
    static constexpr std::size_t most_rows = 200;

    struct row {
        moment at;
        state figures;
        [[nodiscard]] bool operator==(const row&) const = default;
    };

    /// Whether a row is wanted at this moment.
    [[nodiscard]] bool is_due(moment now) const noexcept {
        return rows_.empty() || now - rows_.back().at >= apart_;
    }

    /// In order of time.
    void add(moment now, const state& figures);

    [[nodiscard]] const std::vector<row>& rows() const noexcept { return rows_; }

private:
    std::vector<row> rows_;
    seconds apart_{0.0005}; // a turn of the loop, in which many things happen at one time
};

} // namespace flags::window
