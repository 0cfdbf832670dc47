// Failures by cause and host.
#pragma once

#include <flags/fetch/outcome.hpp>

#include <cstddef>
#include <functional>
#include <map>
#include <string>

namespace flags::report {

/// Units/limits: keeps 1000 groups; what is in none of them is counted together.
class failure_groups {
public:
    /// An outcome that is not ok.
    void add(const fetch::outcome& result);

    /// "not there: 429 × 812 at a.example; dns × 40 at b.example; 3 × in 2 other groups": the largest ten groups in the order
    /// of their sizes. Empty when there is none.
    [[nodiscard]] std::string sentence() const;

private:
    std::map<std::string, std::size_t, std::less<>>
        counts_; // by " × N" with its cause before and its host behind
    std::size_t others_ = 0;
};

} // namespace flags::report
