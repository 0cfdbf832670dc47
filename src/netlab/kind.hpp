// What every kind of further condition has. One is a file beside the others with a settings type like these, its test, and an
// entry in the list of kinds.hpp: options, descriptions, reports and the link come from that list.
#pragma once

#include "netlab/packet.hpp"

#include <chrono>
#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace flags::netlab {

struct conditions;

enum class way : bool { up, down };

/// What both directions of a path share.
struct activity {
    std::optional<link_clock::time_point> last{};                ///< when a packet last passed
    link_clock::time_point ready{link_clock::time_point::min()}; ///< until when packets wait
};

/// What a condition may need to know of the direction that it is in.
struct one_direction {
    way towards = way::up;
    std::chrono::nanoseconds delay{0}; ///< propagation
    std::uint64_t seed = 0;            ///< of this condition here
    std::shared_ptr<activity> path{};
};

/// A condition at work in one direction.
/// Threads: one at a time.
class stage {
public:
    stage() = default;
    stage(const stage&) = delete;
    stage& operator=(const stage&) = delete;
    virtual ~stage() = default;

    virtual void pass(packet& each) = 0;

    /// How many packets it has done something to.
    [[nodiscard]] std::uint64_t count() const noexcept { return count_; }

protected:
    void count_one() noexcept { ++count_; }

private:
    std::uint64_t count_ = 0;
};

/// Where packets pass a condition.
enum class place : unsigned char {
    ahead,  ///< before they queue for the link
    behind, ///< when they have arrived otherwise: behind rate, loss and delay
};

/// A number of a condition, under the name that a report gives it: {"part", 0.005}, {"gap", 5}.
struct fact {
    std::string_view name;
    double value;
};

/// How users state a condition.
template <class Kind>
struct term {
    std::string_view name; ///< "duplicate"; on a command line it follows two hyphens
    const char* value;     ///< what a help shows for the value: "P"
    std::string_view help; ///< without a full stop
    /// Takes `text`. Returns nothing, or what would be right when `text` is wrong.
    std::string (*take)(Kind& into, std::string_view text);
    std::uint64_t conditions::* replaces = nullptr; ///< a rate that has no meaning beside it
};

/// Settings of a kind. One that equals Kind() adds nothing. `name` is its key in a report, `is_random` says whether it draws
/// from the seed.
template <class Kind>
concept condition_kind = std::regular<Kind> && requires(const Kind& each) {
    std::string_view(Kind::name);
    bool(Kind::is_random);
    Kind::terms[0].take;
    { each.describe() } -> std::same_as<std::string>;
    { each.facts() } -> std::same_as<std::vector<fact>>;
};

/// One that is not a part of the queue: packets pass it. `deed` is what it does to them, as a report counts it: "duplicated".
template <class Kind>
concept staged_kind = condition_kind<Kind> && requires(const Kind& each, const one_direction& of) {
    std::string_view(Kind::deed);
    place(Kind::where);
    { each.at_work(of) } -> std::same_as<std::unique_ptr<stage>>;
};

/// "P" of a term: takes a part of a whole as parse_fraction reads it. A bare 1 is wrong: it may be meant as 1 %.
[[nodiscard]] std::string take_part(double& into, std::string_view text);

/// The parts of "P:TIME:GAP"; at least one.
[[nodiscard]] std::vector<std::string_view> parts_of(std::string_view text);

} // namespace flags::netlab
