// The ticking of the progress line.
#include "cli/console.hpp"

#include <flags/aio/sleep.hpp>
#include <flags/coro/cancelled.hpp>

namespace flags::cli {

coro::task<> console::keep_progress() {
    const auto period = progress_.period();
    if (period.count() == 0) co_return;
    try {
        while (true) {
            co_await aio::sleep(period);
            if (progress_.is_plain()) out_.end_line_for_a_message();
            progress_.draw(out_.open_columns());
        }
    } catch (const coro::cancelled&) {
        progress_.hide();
    }
}

} // namespace flags::cli
