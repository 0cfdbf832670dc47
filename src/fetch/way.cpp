// The client's events go to the window, and the window's wishes to the client.
#include "fetch/way.hpp"

#include <flags/http/client.hpp>

#include <utility>

namespace flags::fetch {

using std::chrono::steady_clock;

namespace {

// A handshake that takes longer has lost its first packet (RFC 6298: 1 s), or there is nobody: libcurl connects then, with
// its own limits and its own words.
constexpr std::chrono::seconds longest_handshake{1};

} // namespace

admission::way::way(admission& of, http::client& with, std::string to, window::path& by)
    : gate(&of), client(&with), url(std::move(to)), path(&by) {}

admission::way::~way() {
    if (opened_for_ > 0) client->close_ahead(*this);
}

void admission::way::connected(http::moment now, const http::new_connection& which) noexcept {
    if (under_way_ > 0) --under_way_;
    stands(now, which);
}

void admission::way::stands(http::moment now, const http::new_connection& which) noexcept {
    ++connections;
    if (which.round_trip) round_trips.insert_or_assign(which.id, window::rtt_samples(*which.round_trip));
    path->on_connected(now, {.begun = which.begun, .round_trip = which.round_trip});
    gate->changed();
}

void admission::way::connect_failed(http::moment now) noexcept {
    if (under_way_ > 0) --under_way_;
    // Before anything stands, a refusal says nothing of how many the server takes.
    if (connections > 0) path->on_connect_refused(now);
    gate->changed();
}

void admission::way::note(steady_clock::time_point now) {
    if (gate->is_automatic_ && past.is_due(now)) past.add(now, path->figures());
}

void admission::way::wait(std::ptrdiff_t more) {
    waiting = static_cast<std::size_t>(static_cast<std::ptrdiff_t>(waiting) + more);
    path->on_waiting(waiting);
}

void admission::way::connect_ahead(steady_clock::time_point now) {
    const std::size_t wanted = path->connections_wanted();
    if (wanted <= opened_for_) return;
    give_up_ = now + longest_handshake;
    opened_for_ = wanted;
    under_way_ = client->connect_ahead(url, wanted, *this);
}

// A request that finds no connection opens one, and waits a round trip for it although another one is about to stand.
bool admission::way::awaits_connection(steady_clock::time_point now) const {
    return under_way_ > 0 && in_flight >= connections && now < give_up_;
}

// Until a connection stands the window says no; where none could be opened ahead, the first requests open them.
bool admission::way::may_start(steady_clock::time_point now) const {
    if (awaits_connection(now)) return false;
    if (path->may_send(now)) return true;
    return gate->is_automatic_ && connections == 0 && in_flight < path->figures().at_once &&
           gate->in_flight_ < gate->most_in_all_;
}

std::optional<window::moment> admission::way::next_wake(steady_clock::time_point now) const {
    if (waiting > 0 && awaits_connection(now)) return give_up_;
    return path->next_wake(now);
}

void admission::way::ask_again(steady_clock::time_point now) {
    while (connections > in_flight + copies) {
        const auto which = path->stalled(now);
        if (!which) return;
        open.at(*which)->ask_again();
    }
}

// ---- requests ----

admission::open_request::~open_request() {
    if (!is_begun_) return;
    const auto now = steady_clock::now();
    along_->open.erase(id_);
    if (is_asked_twice_) { // the loser's connection is closed
        --along_->copies;
        --along_->connections;
    }
    along_->path->on_end(now, id_, end_);
    along_->note(now);
    --along_->in_flight;
    --along_->gate->in_flight_;
    along_->gate->changed();
}

void admission::open_request::begin(steady_clock::time_point now) {
    is_begun_ = true;
    ++along_->in_flight;
    ++along_->gate->in_flight_;
    if (along_->gate->is_automatic_) along_->open.emplace(id_, this);
    along_->path->on_sent(now, id_);
    along_->note(now);
}

void admission::open_request::ask_again() noexcept {
    ++along_->copies;
    is_asked_twice_ = true;
    stalled_.set();
}

coro::event* admission::open_request::stalled() noexcept {
    return along_->gate->is_automatic_ ? &stalled_ : nullptr;
}

void admission::open_request::connected(http::moment now, const http::new_connection& which) noexcept {
    along_->stands(now, which);
}

void admission::open_request::connect_failed(http::moment /*now*/) noexcept {
    end_ = window::ending::refused;
}

void admission::open_request::sent(http::moment now) noexcept { along_->path->on_sent(now, id_); }

void admission::open_request::data(http::moment now, const http::arrival& what) noexcept {
    along_->path->on_data(now, id_, {.bytes = what.bytes, .over_link = what.over_link});
    along_->note(now);
    along_->gate->changed();
}

void admission::open_request::head(http::moment now, const http::answer_head& what) noexcept {
    window::answer_head seen{.is_first = what.is_first};
    if (what.bytes) seen.bytes = static_cast<double>(*what.bytes);
    const auto samples = along_->round_trips.find(what.connection);
    if (what.round_trip && samples != along_->round_trips.end())
        seen.round_trip = samples->second.next(*what.round_trip);
    along_->path->on_head(now, id_, seen);
}

} // namespace flags::fetch
