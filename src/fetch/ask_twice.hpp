// An answer, from the first of two requests that has it whole.
#pragma once

#include <flags/coro/task.hpp>
#include <flags/fetch/admission.hpp>
#include <flags/http/client.hpp>

namespace flags::fetch {

/// The client's answer to `what`, which the permit's observer sees. When the permit says that it has stalled, it is asked for
/// on another connection, too; the first whole answer counts, and the other request is called off.
/// Errors: those of http::client::get for the first request, unless the second has the file.
/// Cancel: both are called off. Lifetime: client and permit outlive the task.
[[nodiscard]] coro::task<http::response> get(http::client& client, const admission::permit& permit,
                                             http::request what);

} // namespace flags::fetch
