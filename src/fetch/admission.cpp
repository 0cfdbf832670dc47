// The window's events come from the client; its decisions go to those who wait.
// Long because an origin's way, its requests and those who wait know each other.
#include <flags/aio/loop.hpp>
#include <flags/fetch/admission.hpp>
#include <flags/http/url.hpp>
#include <flags/window/rtt_samples.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <ranges>

namespace flags::fetch {

using std::chrono::steady_clock;

namespace {

// A handshake that takes longer has lost its first packet (RFC 6298: 1 s), or there is nobody: libcurl connects then, with
// its own limits and its own words.
constexpr std::chrono::seconds longest_handshake{1};

constexpr int too_many_requests = 429;
constexpr int service_unavailable = 503;

} // namespace

/// To one origin.
struct admission::way final : http::connection_observer {
    way(admission& of, http::client& with, std::string to, window::path& by)
        : gate(&of), client(&with), url(std::move(to)), path(&by) {}
    way(const way&) = delete;
    way& operator=(const way&) = delete;
    ~way() {
        if (opened_for > 0) client->close_ahead(*this);
    }

    void connected(http::moment now, const http::new_connection& which) noexcept override {
        if (under_way > 0) --under_way;
        stands(now, which);
    }

    // One that was opened ahead, or by a request.
    void stands(http::moment now, const http::new_connection& which) noexcept {
        ++connections;
        if (which.round_trip) round_trips.insert_or_assign(which.id, window::rtt_samples(*which.round_trip));
        path->on_connected(now, {.begun = which.begun, .round_trip = which.round_trip});
        gate->changed();
    }

    void connect_failed(http::moment now) noexcept override {
        if (under_way > 0) --under_way;
        // Before anything stands, a refusal says nothing of how many the server takes.
        if (connections > 0) path->on_connect_refused(now);
        gate->changed();
    }

    void note(steady_clock::time_point now) {
        if (gate->is_automatic_ && past.is_due(now)) past.add(now, path->figures());
    }

    void wait(std::ptrdiff_t more) {
        waiting = static_cast<std::size_t>(static_cast<std::ptrdiff_t>(waiting) + more);
        path->on_waiting(waiting);
    }

    void connect_ahead(steady_clock::time_point now) {
        const std::size_t wanted = path->connections_wanted();
        if (wanted <= opened_for) return;
        give_up = now + longest_handshake;
        opened_for = wanted;
        under_way = client->connect_ahead(url, wanted, *this);
    }

    // A request that finds no connection opens one, and waits a round trip for it although another one is about to stand.
    [[nodiscard]] bool awaits_connection(steady_clock::time_point now) const {
        return under_way > 0 && in_flight >= connections && now < give_up;
    }

    // Until a connection stands the window says no; where none could be opened ahead, the first requests open them.
    [[nodiscard]] bool may_start(steady_clock::time_point now) const {
        if (awaits_connection(now)) return false;
        if (path->may_send(now)) return true;
        return gate->is_automatic_ && connections == 0 && in_flight < path->figures().at_once &&
               gate->in_flight_ < gate->most_in_all_;
    }

    [[nodiscard]] std::optional<window::moment> next_wake(steady_clock::time_point now) const {
        if (waiting > 0 && awaits_connection(now)) return give_up;
        return path->next_wake(now);
    }

    // On connections that idle, as far as it is known here which do.
    void ask_again(steady_clock::time_point now);

    admission* gate;
    http::client* client;
    std::string url; // one of those that are asked for
    window::path* path;
    window::history past{};
    std::size_t waiting = 0;
    std::size_t in_flight = 0;
    std::size_t connections = 0;                        // that have stood
    std::size_t copies = 0;                             // requests that were asked for twice
    std::map<window::request_id, open_request*> open{}; // that may be
    bool is_full = false;                               // in this look at who waits
    std::size_t opened_for = 0;
    std::size_t under_way = 0; // of those that were opened ahead
    steady_clock::time_point give_up{};
    std::map<int, window::rtt_samples> round_trips{}; // by connection
};

/// Waits, and when it is begun, is told to the window until its end.
class admission::open_request final : public http::request_observer {
public:
    open_request(way& along, window::request_id id) noexcept : along_(&along), id_(id) {}
    open_request(const open_request&) = delete;
    open_request& operator=(const open_request&) = delete;
    ~open_request() {
        if (!is_begun_) return;
        const auto now = steady_clock::now();
        along_->open.erase(id_);
        if (stalled_.is_set()) { // the loser's connection is closed
            --along_->copies;
            --along_->connections;
        }
        along_->path->on_end(now, id_, end_);
        along_->note(now);
        --along_->in_flight;
        --along_->gate->in_flight_;
        along_->gate->changed();
    }

    void begin(steady_clock::time_point now) {
        is_begun_ = true;
        ++along_->in_flight;
        ++along_->gate->in_flight_;
        if (along_->gate->is_automatic_) along_->open.emplace(id_, this);
        along_->path->on_sent(now, id_);
        along_->note(now);
    }

    void ask_again() noexcept {
        ++along_->copies;
        stalled_.set();
    }
    [[nodiscard]] coro::event* stalled() noexcept {
        return along_->gate->is_automatic_ ? &stalled_ : nullptr;
    }

    void ends_as(window::ending how) noexcept { end_ = how; }

    void connected(http::moment now, const http::new_connection& which) noexcept override {
        along_->stands(now, which);
    }
    void connect_failed(http::moment /*now*/) noexcept override { end_ = window::ending::refused; }
    void sent(http::moment now) noexcept override { along_->path->on_sent(now, id_); }
    void data(http::moment now, const http::arrival& what) noexcept override {
        along_->path->on_data(now, id_, {.bytes = what.bytes, .over_link = what.over_link});
        along_->note(now);
        along_->gate->changed();
    }
    void head(http::moment now, const http::answer_head& what) noexcept override {
        window::answer_head seen{.is_first = what.is_first};
        if (what.bytes) seen.bytes = static_cast<double>(*what.bytes);
        const auto samples = along_->round_trips.find(what.connection);
        if (what.round_trip && samples != along_->round_trips.end())
            seen.round_trip = samples->second.next(*what.round_trip);
        along_->path->on_head(now, id_, seen);
    }

private:
    way* along_;
    window::request_id id_;
    bool is_begun_ = false;
    window::ending end_ = window::ending::abandoned;
    coro::event stalled_;
};

void admission::way::ask_again(steady_clock::time_point now) {
    while (connections > in_flight + copies) {
        const auto which = path->stalled(now);
        if (!which) return;
        open.at(*which)->ask_again();
    }
}

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
