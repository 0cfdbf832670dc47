// The words of the fault enumeration.
#include <flags/base/error.hpp>

namespace flags {

std::string_view to_string(transport_fault fault) noexcept {
    switch (fault) {
    case transport_fault::dns:
        return "dns";
    case transport_fault::connect:
        return "connect";
    case transport_fault::tls:
        return "tls";
    case transport_fault::timeout:
        return "timeout";
    case transport_fault::reset:
        return "reset";
    case transport_fault::truncated:
        return "truncated";
    case transport_fault::protocol:
        return "protocol";
    case transport_fault::too_large:
        return "too_large";
    }
    return "unknown";
}

} // namespace flags
