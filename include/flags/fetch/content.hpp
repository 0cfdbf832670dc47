// Whether a body is one whole image of the type that its name has.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace flags::fetch {

enum class media_type : std::uint8_t { gif, png, jpeg, webp, svg };

/// The type behind a file name's extension: "png" or ".png", in any case; jpg is jpeg. Empty for any other.
[[nodiscard]] std::optional<media_type> media_type_from_extension(std::string_view extension);

/// Throws unless `bytes` is one whole file of the `expected` type. Walks the file's own structure from its
/// signature to its end mark and so finds a body that was cut where its framing does not show it (a
/// close-delimited answer, a Content-Length that a proxy rewrote). Does not decode and computes no checksums:
/// a changed pixel passes.
///
/// What follows the end mark is refused where the format rules it out (PNG, WebP, SVG: two glued answers, a
/// script's warning after the image) and accepted where it is common and every viewer skips it (GIF and JPEG:
/// padding, the further pictures of multi-picture JPEG).
///
/// Units/limits: time linear in bytes, constant memory, any bytes are safe.
/// Errors: content_error; its sentence names `url`, what the bytes look like and what to try.
/// Threads: any.
/// Sources: PNG ISO/IEC 15948 (5.2 signature, 5.3 chunks, 5.6 order), GIF89a (17 to 27), JPEG ITU-T T.81
/// (B.1, B.2), WebP RFC 9649 (2.3 to 2.5), SVG 2 with XML 1.0 (2.1 document, 2.8 prolog).
void check_content(std::string_view bytes, media_type expected, std::string_view url);

/// The same for an image of any of the types: `bytes` say which one.
void check_any_image(std::string_view bytes, std::string_view url);

} // namespace flags::fetch
