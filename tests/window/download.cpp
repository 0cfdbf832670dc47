// The client: what the program's own hands do, without sockets.
// Long because it is one client with its servers, whose parts know each other.
#include "download.hpp"

#include "connection.hpp"

#include <flags/base/random.hpp>

#include <algorithm>
#include <deque>
#include <map>
#include <memory>

namespace simulated {

using namespace std::chrono_literals;
namespace window = flags::window;

namespace {

constexpr std::size_t head_bytes = 250;
constexpr std::size_t record_bytes = 16'384; // of TLS; servers fill them
constexpr std::size_t refusal_bytes = 300;
constexpr nanoseconds after_refusal = 100ms;
constexpr nanoseconds between_connects = 15us; // measured: 15 to 17 µs in a tight loop
constexpr nanoseconds clock_noise = 40us;      // measured between handshakes over one link
constexpr nanoseconds bulk_head_start = 10s;
constexpr std::size_t bulk_bytes = 80'000'000;
constexpr nanoseconds longest = std::chrono::hours(5);

window::moment moment_of(time_point when) { return when; }

class client {
public:
    client(const network& over, const std::vector<origin>& from, window::controller& control,
           std::uint64_t seed)
        : over_(over), random_(seed), up_(clock_, settings(flags::netlab::up_link(over.path), seed)),
          down_(clock_, settings(flags::netlab::down_link(over.path), seed)), control_(&control),
          origins_(from.size()) {
        for (std::size_t i = 0; i < from.size(); ++i)
            origins_[i].what = &from[i];
    }

    result run(const std::vector<std::optional<window::remembered_path>>& memories) {
        start_bulk();
        begun_ = clock_.now();
        const std::size_t bulk_before = bulk_segments();
        for (std::size_t i = 0; i < origins_.size(); ++i) {
            side& to = origins_[i];
            to.path = &control_->add_path(i < memories.size() ? memories[i] : std::nullopt);
            to.is_done.assign(to.what->files.size(), false);
            for (std::size_t file = 0; file < to.what->files.size(); ++file)
                to.waiting.push_back(file);
            to.path->on_waiting(to.waiting.size());
        }
        turn();
        while (!is_done() && clock_.now() - begun_ < longest && clock_.step()) {
        }
        sum_.bulk_segments = bulk_segments() - bulk_before;
        return summary();
    }

private:
    struct asked {
        std::size_t file;
        window::request_id id;
        bool is_copy;
        bool is_refused = false;
    };
    struct link_to_server {
        std::unique_ptr<connection> line;
        std::optional<asked> now{};
        std::size_t side = 0;
        bool is_secure = false;
        std::size_t came = 0; // of the answer
        std::size_t read = 0; // of it; with TLS only whole records
    };
    struct side {
        const origin* what = nullptr;
        window::path* path = nullptr;
        std::deque<std::size_t> waiting{};
        std::vector<bool> is_done{};
        std::size_t done = 0;
        std::size_t in_flight = 0;
        std::size_t in_service = 0;
        bool has_answered = false;
        std::vector<link_to_server*> idle{};
        std::size_t open = 0;
        time_point next_connect{};
        time_point ended{};
    };

    static flags::netlab::link_settings settings(flags::netlab::link_settings of, std::uint64_t seed) {
        of.seed ^= seed * 0x9e3779b97f4a7c15U;
        return of;
    }

    nanoseconds up_to(nanoseconds most) {
        return std::chrono::round<nanoseconds>(most * flags::uniform_01(random_));
    }

    [[nodiscard]] bool is_done() const {
        return std::ranges::all_of(origins_,
                                   [](const side& each) { return each.done == each.is_done.size(); });
    }

    void start_bulk() {
        for (std::size_t i = 0; i < over_.bulk_downloads; ++i) {
            bulk_.push_back(std::make_unique<connection>(surroundings{&clock_, &up_, &down_},
                                                         connection::events{}, connection::service{}));
            bulk_.back()->push(bulk_bytes);
        }
        if (bulk_.empty()) return;
        const time_point start = clock_.now() + bulk_head_start;
        clock_.at(start, [] {});
        while (clock_.now() < start)
            clock_.step();
    }

    [[nodiscard]] std::size_t bulk_segments() const {
        std::size_t sent = 0;
        for (const auto& each : bulk_)
            sent += each->server().counted().sent;
        return sent;
    }

    void open(std::size_t index) {
        side& to = origins_[index];
        auto made = std::make_unique<link_to_server>();
        link_to_server* const self = made.get();
        self->side = index;
        self->is_secure = over_.certificates == 0;
        self->line = std::make_unique<connection>(
            surroundings{&clock_, &up_, &down_, to.what->farther / 2},
            connection::events{.connected = [this, self](connection&) { connected(*self); },
                               .data = [this, self](connection&, std::size_t bytes) { data(*self, bytes); },
                               .answer_ends = [this, self](connection&) { answer_ends(*self); }},
            [this, self](connection&) { serve(*self); });
        links_.push_back(std::move(made));
        ++to.open;
        to.next_connect = std::max(clock_.now(), to.next_connect + between_connects);
        clock_.at(to.next_connect, [self] { self->line->open(); });
    }

    void serve(link_to_server& on) {
        side& at = origins_[on.side];
        if (!on.now) return; // given up meanwhile
        if (!on.is_secure) return on.line->answer(over_.certificates);
        if (at.what->serves_at_most && at.in_service >= *at.what->serves_at_most) {
            on.now->is_refused = true;
            on.line->answer(refusal_bytes);
            return;
        }
        ++at.in_service;
        const nanoseconds thinks =
            at.what->thinks_least + up_to(at.what->thinks_most - at.what->thinks_least);
        const std::size_t bytes = at.what->files[on.now->file] + head_bytes;
        const auto answer = [&at, &on, bytes] {
            --at.in_service;
            on.line->answer(bytes);
        };
        if (thinks > 0ns)
            clock_.after(thinks, answer);
        else
            answer();
    }

    // ---- what the client sees ----

    void connected(link_to_server& on) {
        side& to = origins_[on.side];
        to.idle.push_back(&on);
        const window::seconds took = on.line->round_trip() + up_to(clock_noise);
        const auto known = over_.tells_round_trips ? std::optional(took) : std::nullopt;
        to.path->on_connected(moment_of(clock_.now()), {.begun = on.line->begun(), .round_trip = known});
        turn();
    }

    void tell_head(const link_to_server& on) {
        side& to = origins_[on.side];
        to.has_answered = true;
        window::answer_head head{.bytes = static_cast<double>(on.line->answer_bytes()),
                                 .is_first = on.line->requests() == (over_.certificates == 0 ? 1 : 2)};
        if (over_.tells_round_trips) head.round_trip = on.line->round_trip();
        to.path->on_head(moment_of(clock_.now()), on.now->id, head);
    }

    void data(link_to_server& on, std::size_t bytes) {
        on.came += bytes;
        const std::size_t more = readable(on) - on.read;
        if (!on.now->is_copy) {
            if (more > 0 && on.read == 0) tell_head(on);
            origins_[on.side].path->on_data(moment_of(clock_.now()), on.now->id,
                                            {.bytes = more, .over_link = bytes});
        }
        on.read += more;
        if (on.line->is_busy()) turn();
    }

    // Until now, of the answer.
    [[nodiscard]] std::size_t readable(const link_to_server& on) const {
        if (!on.is_secure) return 0;
        const bool all = over_.certificates == 0 || on.came == on.line->answer_bytes();
        return all ? on.came : on.came / record_bytes * record_bytes;
    }

    // The request goes out with the last packet of the handshake.
    void secured(link_to_server& on) {
        on.is_secure = true;
        on.came = 0;
        if (!on.now->is_copy) origins_[on.side].path->on_sent(moment_of(clock_.now()), on.now->id);
        on.line->request();
    }

    void answer_ends(link_to_server& on) {
        if (!on.is_secure) return secured(on);
        on.came = on.read = 0;
        side& to = origins_[on.side];
        const asked what = *std::exchange(on.now, std::nullopt);
        to.idle.push_back(&on);
        close_other(what.id);
        --to.in_flight;
        to.path->on_end(moment_of(clock_.now()), what.id,
                        what.is_refused ? window::ending::refused : window::ending::answered);
        if (what.is_refused) {
            ++sum_.refused;
            clock_.after(after_refusal, [this, &to, what] {
                to.waiting.push_back(what.file);
                to.path->on_waiting(to.waiting.size());
                turn();
            });
        } else if (!to.is_done[what.file]) {
            to.is_done[what.file] = true;
            ++to.done;
            to.ended = clock_.now();
        }
        turn();
    }

    // Whoever asked for the same on another connection has lost.
    void close_other(window::request_id id) {
        for (const auto& each : links_) {
            if (!each->now || each->now->id != id) continue;
            each->now.reset();
            each->line->close();
        }
    }

    // ---- what the client does ----

    void turn() {
        for (std::size_t i = 0; i < origins_.size(); ++i) {
            side& to = origins_[i];
            while (to.open < to.path->connections_wanted())
                open(i);
            while (!to.waiting.empty() && !to.idle.empty() && to.path->may_send(moment_of(clock_.now())))
                send_next(to);
            ask_again(to);
            note_least(to);
            if (const auto wake = to.path->next_wake(moment_of(clock_.now()))) wake_at(*wake);
        }
    }

    void wake_at(window::moment when) {
        const time_point at = std::chrono::time_point_cast<nanoseconds>(when) + 1us;
        if (wake_ && *wake_ <= at) return;
        wake_ = at;
        clock_.at(at, [this, at] {
            if (wake_ != at) return;
            wake_.reset();
            turn();
        });
    }

    void send_next(side& to) {
        const std::size_t file = to.waiting.front();
        to.waiting.pop_front();
        ++to.in_flight;
        ask(to, {.file = file, .id = ++last_id_, .is_copy = false});
        files_of_[last_id_] = file;
        to.path->on_sent(moment_of(clock_.now()), last_id_);
        to.path->on_waiting(to.waiting.size());
        std::size_t in_all = 0;
        for (const side& each : origins_)
            in_all += each.in_flight;
        sum_.most_in_flight = std::max(sum_.most_in_flight, in_all);
    }

    void ask_again(side& to) {
        while (!to.idle.empty()) {
            const auto id = to.path->stalled(moment_of(clock_.now()));
            if (!id) return;
            ++sum_.asked_twice;
            ask(to, {.file = files_of_.at(*id), .id = *id, .is_copy = true});
        }
    }

    void ask(side& to, const asked& what) {
        link_to_server& on = *to.idle.back();
        to.idle.pop_back();
        on.now = what;
        ++sum_.requests;
        on.line->request();
    }

    void note_least(const side& to) {
        if (!to.has_answered || to.waiting.empty() || to.idle.empty()) return;
        sum_.least_in_flight = std::min(sum_.least_in_flight, to.in_flight);
    }

    result summary() {
        for (const side& each : origins_) {
            sum_.took.push_back(each.ended - begun_);
            sum_.all = std::max(sum_.all, sum_.took.back());
            sum_.memories.push_back(each.path->memory());
            sum_.states.push_back(each.path->figures());
        }
        sum_.complete = is_done();
        sum_.dropped = up_.dropped() + down_.dropped();
        sum_.connections = links_.size();
        for (const auto& each : links_) {
            sum_.resent += each->line->server().counted().resent;
            sum_.timeouts += each->line->server().counted().timeouts;
        }
        return std::move(sum_);
    }

    network over_;
    simulation clock_;
    flags::splitmix64 random_;
    wire up_;
    wire down_;
    window::controller* control_;
    std::vector<side> origins_;
    std::vector<std::unique_ptr<link_to_server>> links_;
    std::vector<std::unique_ptr<connection>> bulk_;
    std::map<window::request_id, std::size_t> files_of_;
    window::request_id last_id_ = 0;
    std::optional<time_point> wake_;
    time_point begun_{};
    result sum_{.least_in_flight = static_cast<std::size_t>(-1)};
};

} // namespace

result download(const network& over, const std::vector<origin>& from, window::controller& control,
                std::uint64_t seed, const std::vector<std::optional<window::remembered_path>>& memories) {
    return client(over, from, control, seed).run(memories);
}

} // namespace simulated
