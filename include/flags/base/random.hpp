// Random numbers that are the same on every machine: a seeded generator, its mapping to ranges, and a hash of
// text. The standard's distributions and std::hash may differ from one library to the next.
#pragma once

#include <cstdint>
#include <limits>
#include <string_view>

namespace flags {

/// splitmix64: one 64-bit state, each result one step and one mix. Passes for simulation, not for secrets.
/// Like: random.Random(seed), with much less state.
/// Threads: one at a time.
/// Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014; constants as
/// in https://prng.di.unimi.it/splitmix64.c
class splitmix64 {
public:
    using result_type = std::uint64_t;

    constexpr explicit splitmix64(std::uint64_t seed) noexcept : state_(seed) {}

    static constexpr result_type min() noexcept { return 0; }
    static constexpr result_type max() noexcept { return std::numeric_limits<result_type>::max(); }

    constexpr result_type operator()() noexcept {
        state_ += 0x9e3779b97f4a7c15U;
        std::uint64_t mixed = state_;
        mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9U;
        mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebU;
        return mixed ^ (mixed >> 31U);
    }

private:
    std::uint64_t state_;
};

/// A number in [0, 1): the upper 53 bits, because a double holds no more of them.
[[nodiscard]] constexpr double uniform_01(splitmix64& generator) noexcept {
    return static_cast<double>(generator() >> 11U) * 0x1p-53;
}

/// FNV-1a with 64 bits. Stable between machines; not safe against deliberate collisions.
/// Source: http://www.isthe.com/chongo/tech/comp/fnv/
[[nodiscard]] constexpr std::uint64_t fnv1a(std::string_view text) noexcept {
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const char c : text) {
        hash ^= static_cast<unsigned char>(c);
        hash *= 0x100000001b3U;
    }
    return hash;
}

} // namespace flags
