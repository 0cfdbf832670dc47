// libFuzzer on the content check: the first byte chooses the type, the rest is the body.
//   cmake --build build/dev --target content_fuzz && build/dev/tests/fuzz/content_fuzz -max_total_time=60
//   CORPUS_FOLDER
#include <flags/base/error.hpp>
#include <flags/fetch/content.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer names it
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const auto type = static_cast<flags::fetch::media_type>(data[0] % 5);
    try {
        flags::fetch::check_content({reinterpret_cast<const char*>(data) + 1, size - 1}, type, "fuzz");
    } catch (const flags::content_error&) { // NOLINT(bugprone-empty-catch): to refuse is right; all else is a
                                            // finding
    }
    return 0;
}
