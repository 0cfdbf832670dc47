// The words of the outcome enumeration.
#include <flags/fetch/outcome.hpp>

namespace flags::fetch {

std::string_view to_string(outcome_kind kind) noexcept {
    switch (kind) {
    case outcome_kind::ok:
        return "ok";
    case outcome_kind::not_found:
        return "not_found";
    case outcome_kind::failed:
        return "failed";
    case outcome_kind::cancelled:
        return "cancelled";
    }
    return "unknown";
}

} // namespace flags::fetch
