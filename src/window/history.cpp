// Thinned out, not cut off.
#include <flags/window/history.hpp>

namespace flags::window {

void history::add(moment now, const state& figures) {
    if (rows_.size() == most_rows) {
        std::size_t kept = 0;
        for (std::size_t i = 0; i < rows_.size(); i += 2)
            rows_[kept++] = rows_[i];
        rows_.resize(kept);
        apart_ *= 2;
    }
    rows_.push_back({now, figures});
}

} // namespace flags::window
