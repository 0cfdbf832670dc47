// Queues answers in libmicrohttpd.
#pragma once

#include "origin/site.hpp"

#include <microhttpd.h>

namespace flags::origin {

/// Answers with a sentence as text/plain, and the Allow field a 405 must have. MHD_NO closes the connection.
[[nodiscard]] MHD_Result answer_text(MHD_Connection* connection, unsigned status,
                                     const char* sentence) noexcept;

/// Answers with what was found, or with 304 when the client has it already.
/// Units/limits: a file up to 64 KiB is read into memory and leaves together with its header; a larger one is
/// sent by the kernel from the file.
/// Errors: storage_error when the file cannot be read, std::bad_alloc.
[[nodiscard]] MHD_Result answer(MHD_Connection* connection, resource found);

} // namespace flags::origin
