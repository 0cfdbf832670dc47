// The line on standard error that says how far a matrix is.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace flags::cli {

/// Which network is measured, and what comes after it.
struct bench_stage {
    std::string row{};
    std::size_t number = 1; ///< of the network, from 1
    std::size_t networks = 1;
    std::size_t runs = 1;    ///< of this network, at most
    double seconds = 0;      ///< of this network, as expected
    double seconds_then = 0; ///< of all after it
};

/// "bench: fast-4g (3 of 8), concurrent-4, run 12 of 60, about 4:12 left"
[[nodiscard]] std::string bench_line(const bench_stage& stage, const std::string& variant, std::size_t done,
                                     std::chrono::duration<double> elapsed);

/// On a terminal one line that is redrawn for each run; elsewhere a line for each network.
/// Threads: one.
class bench_progress {
public:
    explicit bench_progress(bench_stage stage);

    void begin(const std::string& variant, std::size_t done);
    /// Removes the line from a terminal.
    void clear() const;

private:
    bench_stage stage_;
    bool is_live_;
    std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
};

} // namespace flags::cli
