// Every moment at which something may leave has a number, counted over all repetitions, so no packet is followed step by step.
#include "netlab/varying_rate.hpp"

#include "netlab/conditions.hpp"
#include "netlab/units.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <optional>
#include <system_error>
#include <utility>

namespace flags::netlab {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;

constexpr std::size_t slot_bytes = 1500;
constexpr std::size_t most_lines = 1'000'000;
constexpr std::size_t most_bytes = 10 * most_lines; // a line has eight digits at most, and its end
constexpr std::uint32_t longest_trace = 86'400'000;
constexpr std::uint32_t most_pause = 60'000;

class trace_player final : public carrier {
public:
    explicit trace_player(delivery_times trace)
        : times_(std::move(trace)), period_(milliseconds(times_.back())) {}

    [[nodiscard]] link_clock::time_point begin_of(link_clock::time_point ready) override {
        begin_at(ready);
        if (moment_of(slot_) < ready) return moment_of(first_slot(ready));
        return moment_of(left_ > 0 ? slot_ : slot_ + 1);
    }
    link_clock::time_point carry(link_clock::time_point ready, std::size_t bytes) override {
        begin_at(ready);
        if (moment_of(slot_) < ready) {
            slot_ = first_slot(ready);
            left_ = slot_bytes;
        }
        if (bytes > left_) {
            const std::size_t beyond = bytes - left_;
            const std::size_t more = (beyond + slot_bytes - 1) / slot_bytes;
            slot_ += more;
            left_ += more * slot_bytes;
        }
        left_ -= bytes;
        return moment_of(slot_);
    }
    [[nodiscard]] double waiting(link_clock::time_point now) const override {
        if (!begun_ || moment_of(slot_) <= now) return 0;
        const std::uint64_t open = slot_ + 1 - first_slot(now + 1ns);
        return static_cast<double>(open * slot_bytes) - static_cast<double>(left_);
    }

private:
    void begin_at(link_clock::time_point first) {
        if (begun_) return;
        begun_ = first;
        left_ = slot_bytes;
    }
    [[nodiscard]] link_clock::time_point moment_of(std::uint64_t slot) const {
        const auto rounds = static_cast<std::int64_t>(slot / times_.size());
        return *begun_ + rounds * period_ + milliseconds(times_[slot % times_.size()]);
    }
    // Not before `moment`. The end of a round belongs to it, and not to the next one.
    [[nodiscard]] std::uint64_t first_slot(link_clock::time_point moment) const {
        const nanoseconds since = moment - *begun_;
        const auto rounds = since.count() > 0 ? (since.count() - 1) / period_.count() : 0;
        const auto in_round = static_cast<std::uint32_t>(
            std::max<std::int64_t>(0, std::chrono::ceil<milliseconds>(since - rounds * period_).count()));
        const auto found = std::ranges::lower_bound(times_, in_round);
        return static_cast<std::uint64_t>(rounds) * times_.size() +
               static_cast<std::uint64_t>(found - times_.begin());
    }

    delivery_times times_;
    nanoseconds period_;
    std::optional<link_clock::time_point> begun_;
    std::uint64_t slot_ = 0; // in which the last packet's end leaves
    std::size_t left_ = 0;   // of its bytes
};

std::string in_line(std::size_t number, std::string_view what) {
    return fmt::format("line {} {}", number, what);
}

// The sentence names the file, because a path is long and the option's own text is shown before it.
template <way Towards>
std::string take_trace(varying_rate& into, std::string_view file) {
    std::ifstream stream{std::string(file), std::ios::binary};
    std::string text(most_bytes + 1, '\0');
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (stream.bad() || (stream.gcount() == 0 && !stream.eof()))
        return "cannot be read: give a trace of mahimahi";
    text.resize(static_cast<std::size_t>(stream.gcount()));
    auto trace = parse_trace(text);
    if (!trace) return "is not a trace of mahimahi: " + trace.error();
    (Towards == way::down ? into.down : into.up) = std::move(*trace);
    return {};
}

std::string describe_trace(std::string_view towards, const delivery_times& trace) {
    return fmt::format("{} by a trace of {} ({} on average)", towards, show_time(milliseconds(trace.back())),
                       show_rate(mean_rate(trace)));
}

} // namespace

std::uint64_t mean_rate(const delivery_times& trace) {
    return trace.size() * slot_bytes * 8 * 1000 / trace.back();
}

std::uint64_t best_rate(const delivery_times& trace, std::uint64_t bytes) {
    const auto count = std::clamp<std::uint64_t>((bytes + slot_bytes - 1) / slot_bytes, 1, most_lines);
    const auto time_of = [&](std::uint64_t slot) { // ms
        return slot / trace.size() * trace.back() + trace[slot % trace.size()];
    };
    // From just before the first one leaves: times are whole milliseconds, so that is one of them.
    std::uint64_t least = time_of(count - 1);
    for (std::uint64_t first = 0; first < trace.size(); ++first)
        least = std::min(least, time_of(first + count - 1) - time_of(first) + 1);
    return std::max(mean_rate(trace), count * slot_bytes * 8 * 1000 / std::max<std::uint64_t>(1, least));
}

std::chrono::nanoseconds longest_pause(const delivery_times& trace) {
    std::uint32_t longest = trace.front(); // after the end of the round before
    for (std::size_t n = 1; n < trace.size(); ++n)
        longest = std::max(longest, trace[n] - trace[n - 1]);
    return milliseconds(longest);
}

std::expected<delivery_times, std::string> parse_trace(std::string_view text) {
    if (text.size() > most_bytes)
        return std::unexpected(fmt::format("it has more than {} bytes", most_bytes));
    delivery_times trace;
    std::uint32_t before = 0;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t number = trace.size() + 1;
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        std::string_view line = text.substr(begin, end - begin);
        if (line.ends_with('\r')) line.remove_suffix(1);
        begin = end + 1;
        std::uint32_t time = 0;
        const auto [stop, code] = std::from_chars(line.data(), line.data() + line.size(), time);
        if (number > most_lines) return std::unexpected(fmt::format("it has more than {} lines", most_lines));
        if (code == std::errc::invalid_argument || stop != line.data() + line.size())
            return std::unexpected(in_line(number, "is not a whole number of milliseconds"));
        if (code != std::errc() || time > longest_trace)
            return std::unexpected(in_line(number, "is later than a day"));
        if (time < before) return std::unexpected(in_line(number, "is earlier than the one before"));
        if (time - before > most_pause)
            return std::unexpected(in_line(number, "is more than a minute after the one before"));
        before = time;
        trace.push_back(time);
    }
    if (trace.empty()) return std::unexpected("it has no lines");
    if (trace.back() == 0) return std::unexpected("it lasts 0 ms: the last line must be above 0");
    return trace;
}

const term<varying_rate> varying_rate::terms[2] = {{.name = "trace-down",
                                                    .value = "FILE",
                                                    .help =
                                                        "A rate towards the client that varies: a trace of "
                                                        "mahimahi, each line a time in milliseconds at which "
                                                        "1500 bytes may leave; it repeats",
                                                    .take = take_trace<way::down>,
                                                    .replaces = &conditions::down},
                                                   {.name = "trace-up",
                                                    .value = "FILE",
                                                    .help = "The same towards the server",
                                                    .take = take_trace<way::up>,
                                                    .replaces = &conditions::up}};

std::string varying_rate::describe() const {
    std::string text;
    if (!down.empty()) text = describe_trace("down", down);
    if (!down.empty() && !up.empty()) text += ", ";
    if (!up.empty()) text += describe_trace("up", up);
    return text;
}

std::vector<fact> varying_rate::facts() const {
    std::vector<fact> result;
    if (!down.empty())
        result.insert(result.end(), {{"down_ms", static_cast<double>(down.back())},
                                     {"down_mean_bps", static_cast<double>(mean_rate(down))}});
    if (!up.empty())
        result.insert(result.end(), {{"up_ms", static_cast<double>(up.back())},
                                     {"up_mean_bps", static_cast<double>(mean_rate(up))}});
    return result;
}

std::unique_ptr<carrier> by_trace(delivery_times trace) {
    return std::make_unique<trace_player>(std::move(trace));
}

} // namespace flags::netlab
