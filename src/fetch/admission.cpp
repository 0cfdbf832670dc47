// Who waits for a permit, and gets one when the window says so.
#include "fetch/way.hpp"

#include <flags/aio/loop.hpp>
#include <flags/fetch/admission.hpp>
#include <flags/http/url.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <ranges>

namespace flags::fetch {

using std::chrono::steady_clock;

namespace {

constexpr int too_many_requests = 429;
constexpr int service_unavailable = 503;

} // namespace

// ---- permits ----

admission::permit::permit() noexcept = default;
admission::permit::permit(permit&&) noexcept = default;
admission::permit& admission::permit::operator=(permit&&) noexcept = default;
admission::permit::~permit() = default;
admission::permit::permit(std::unique_ptr<open_request> request) noexcept : request_(std::move(request)) {}

http::request_observer* admission::permit::observer() const noexcept { return request_.get(); }

coro::event* admission::permit::stalled() const noexcept { return request_->stalled(); }

void admission::permit::answered(int status) noexcept {
    const bool refused = status == too_many_requests || status == service_unavailable;
    request_->ends_as(refused ? window::ending::refused : window::ending::answered);
    request_.reset();
}

// ---- who waits ----

admission::awaiter::awaiter(way& along, std::unique_ptr<open_request> request) noexcept
    : along_(&along), request_(std::move(request)) {}

admission::awaiter::~awaiter() { leave(); }

bool admission::awaiter::await_ready() {
    const auto now = steady_clock::now();
    if (along_->gate->is_automatic_ || !along_->may_start(now)) return false;
    request_->begin(now);
    return true;
}

void admission::awaiter::wait() {
    along_->gate->waiters_.push_back(*this);
    along_->wait(1);
    along_->gate->changed();
}

void admission::awaiter::leave() noexcept {
    if (!linked()) return;
    unlink();
    along_->wait(-1);
}

void admission::awaiter::grant(steady_clock::time_point now) {
    leave();
    request_->begin(now);
    wake();
}

bool admission::awaiter::on_stop() noexcept {
    leave();
    return true;
}

admission::permit admission::awaiter::await_resume() {
    check_stopped();
    return permit(std::move(request_));
}

// ---- the line ----

admission::admission(std::size_t requests)
    : most_(std::max<std::size_t>(requests, 1)), most_in_all_(most_), is_automatic_(false),
      window_(window::constant(most_)) {}

admission::admission(const window::limits& bounds, prior_knowledge before)
    : most_(std::max<std::size_t>(bounds.per_origin, 1)),
      most_in_all_(std::max<std::size_t>(bounds.in_all, 1)), is_automatic_(true), before_(std::move(before)),
      window_(window::automatic(bounds, before_.expected)) {}

admission::~admission() = default;

admission::awaiter admission::acquire(http::client& client, const std::string& url) {
    std::string origin(http::origin_of(url));
    auto& known = ways_[origin];
    if (!known) known = std::make_unique<way>(*this, client, url, window_->add_path(before_.recall(origin)));
    return {*known, std::make_unique<open_request>(*known, ++last_id_)};
}

std::size_t admission::look_ahead() const noexcept { return most_in_all_ == 1 ? 1 : 2 * most_in_all_; }

std::vector<way_record> admission::seen() const {
    std::vector<way_record> all;
    if (!is_automatic_) return all;
    for (const auto& [origin, each] : ways_) {
        auto& record = all.emplace_back(
            way_record{.origin = origin, .past = each->past, .memory = each->path->memory()});
        record.past.add(steady_clock::now(), each->path->figures());
    }
    return all;
}

// Events come inside libcurl's callbacks, and many in one turn of the loop: the window is asked once after them.
void admission::changed() {
    if (!is_automatic_) return pump();
    if (is_idle() || std::exchange(is_due_, true)) return;
    wake_after(std::chrono::nanoseconds(0));
}

void admission::pump() {
    is_due_ = false;
    const auto now = steady_clock::now();
    for (const auto& each : ways_ | std::views::values) {
        each->is_full = false;
        if (is_automatic_ && each->waiting > 0) each->connect_ahead(now);
    }
    waiters_.each([now](awaiter& one) {
        if (one.along_->is_full) return;
        if (one.along_->may_start(now))
            one.grant(now);
        else
            one.along_->is_full = true;
    });
    if (!is_automatic_ || is_idle()) return;
    std::optional<window::moment> next;
    for (const auto& each : ways_ | std::views::values) {
        each->ask_again(now);
        if (const auto at = each->next_wake(now); at && (!next || *at < *next)) next = at;
    }
    if (next) wake_after(std::chrono::ceil<std::chrono::nanoseconds>(*next - now));
}

void admission::wake_after(std::chrono::nanoseconds time) {
    if (!timer_)
        timer_ = aio::uv::make<uv_timer_t>("uv_timer_init", this, [](uv_timer_t* timer) {
            return uv_timer_init(aio::loop::current().raw(), timer);
        });
    uv_update_time(timer_->loop);
    const auto whole = std::chrono::ceil<std::chrono::milliseconds>(time);
    uv_timer_start(
        timer_.get(),
        [](uv_timer_t* timer) {
            if (timer->data != nullptr) static_cast<admission*>(timer->data)->pump();
        },
        static_cast<std::uint64_t>(whole.count()), 0);
}

} // namespace flags::fetch
