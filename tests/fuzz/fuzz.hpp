// A fuzz target is a function of bytes that ends the program when a promise is broken. libFuzzer calls it with what it
// makes up (./dev fuzz), the tests with what is in tests/fuzz/corpus.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>

namespace flags::test {

using fuzz_function = void (*)(std::string_view input);

/// All targets of this program, by their names.
inline std::map<std::string, fuzz_function, std::less<>>& fuzz_targets() {
    static std::map<std::string, fuzz_function, std::less<>> all;
    return all;
}

inline bool add_fuzz_target(const char* name, fuzz_function target) {
    return fuzz_targets().emplace(name, target).second;
}

inline void require(bool promise) {
    if (!promise) std::abort();
}

} // namespace flags::test

// A target is FLAGS_FUZZ(name) and the function's body, which reads `input`.
#define FLAGS_FUZZ(name)                                                                                     \
    namespace {                                                                                              \
    struct fuzz_##name {                                                                                     \
        static void run(std::string_view input);                                                             \
    };                                                                                                       \
    const bool name##_is_added = flags::test::add_fuzz_target(#name, fuzz_##name::run);                      \
    }                                                                                                        \
    void fuzz_##name::run(std::string_view input)
