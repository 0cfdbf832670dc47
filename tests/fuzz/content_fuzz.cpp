// The content check: the first byte chooses the type, the rest is the body.
#include "fuzz/fuzz.hpp"

#include <flags/base/error.hpp>
#include <flags/fetch/content.hpp>

FLAGS_FUZZ(content) {
    if (input.empty()) return;
    const auto type = static_cast<flags::fetch::media_type>(static_cast<unsigned char>(input[0]) % 5);
    try {
        flags::fetch::check_content(input.substr(1), type, "fuzz");
        // NOLINTNEXTLINE(bugprone-empty-catch): to refuse is right; all else is a finding
    } catch (const flags::content_error&) {
    }
}
