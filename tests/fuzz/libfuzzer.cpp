// The fuzz targets as one program of libFuzzer's. FLAGS_FUZZ_TARGET in the environment names the one that is fuzzed.
#include "fuzz/fuzz.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace {

flags::test::fuzz_function chosen() {
    const auto& all = flags::test::fuzz_targets();
    const char* const name = std::getenv("FLAGS_FUZZ_TARGET"); // NOLINT(concurrency-mt-unsafe): no thread yet
    const auto found = all.find(name == nullptr ? "" : name);
    if (found != all.end()) return found->second;
    std::fputs("FLAGS_FUZZ_TARGET names none of the targets, which are:", stderr);
    for (const auto& each : all)
        std::fprintf(stderr, " %s", each.first.c_str());
    std::fputc('\n', stderr);
    std::_Exit(2); // exit(3) is a finding to libFuzzer
}

} // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer names it
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto target = chosen();
    target({reinterpret_cast<const char*>(data), size});
    return 0;
}
