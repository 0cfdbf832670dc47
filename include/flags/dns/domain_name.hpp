// Domain names as users write them, converted for a query.
#pragma once

#include <expected>
#include <string>
#include <string_view>

namespace flags::dns {

/// The name in lower-case ASCII without a dot at its end: what is not ASCII becomes A-labels (IDNA2008 with the
/// mappings of UTS #46, through libidn2), `Bücher.DE` xn--bcher-kva.de. Or the reason why it is not a name.
/// Units/limits: labels of 1 to 63 letters, digits and hyphens, no hyphen at either end, 253 bytes in all (RFC
/// 1035, 2.3.4; RFC 1123, 2.1); the last label is no number, so that an address is no name (RFC 3696, 2). Names
/// under .onion are never asked for (RFC 7686, 2). `text` is hostile: any bytes, any length.
[[nodiscard]] std::expected<std::string, std::string> ascii_name(std::string_view text);

} // namespace flags::dns
