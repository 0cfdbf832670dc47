// Untrusted text as the name of a file.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace flags::catalog {

/// The longest name that Linux's file systems take, in bytes: NAME_MAX of <linux/limits.h>.
inline constexpr std::size_t longest_file_name = 255;

/// `text` as a plain file name that is safe on every common file system and in a shell: valid UTF-8 in NFC, of at most
/// `limit` bytes. Letters of every script stay. Separators and what Windows forbids (/ \ : * ? " < > |) become '_',
/// each kind of space a plain one; control, format, invisible, private and unassigned characters and bytes that are
/// not UTF-8 go (so nothing can reverse or hide a part of the name), and so do white space at both ends, dots and
/// hyphens at the front, dots at the end. A name that means a device to Windows (CON, NUL.txt) gets a '_' in front.
/// Applying it again changes nothing. Empty when nothing is left.
///
/// Units/limits: `limit` is at least 8; linear in the text. A cut never splits a character.
/// Threads: any.
/// Sources: "Naming Files, Paths, and Namespaces" (Microsoft), Unicode's Default_Ignorable_Code_Point and General_Category.
[[nodiscard]] std::string safe_file_name(std::string_view text, std::size_t limit = longest_file_name);

/// Equal for two names exactly when a file system that folds case and normalises could take one for the other. `name`
/// comes from safe_file_name.
/// Threads: any.
[[nodiscard]] std::string folded_file_name(std::string_view name);

} // namespace flags::catalog
