// One origin's window, found out while downloading.
#pragma once

#include "window/access_link.hpp"
#include "window/model.hpp"
#include "window/open_requests.hpp"
#include "window/quantile.hpp"
#include "window/round.hpp"
#include "window/syn_train.hpp"

#include <flags/window/path.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>

namespace flags::window {

/// The life of a path: a first burst of requests; when its packets have shown the rate, a first round in which the rate
/// still grows with each better train; then round after round. With a memory it begins with the first round.
class automatic_path final : public path {
public:
    automatic_path(access_link& link, std::optional<remembered_path> memory);

    void on_waiting(std::size_t requests) override;
    void on_connected(moment now, const handshake& how) override;
    void on_connect_refused(moment now) override;
    void on_sent(moment now, request_id request) override;
    void on_head(moment now, request_id request, const answer_head& head) override;
    void on_data(moment now, request_id request, const arrival& piece) override;
    void on_end(moment now, request_id request, ending how) override;

    [[nodiscard]] bool may_send(moment now) override;
    [[nodiscard]] std::size_t connections_wanted() const override;
    [[nodiscard]] std::optional<request_id> stalled(moment now) override;
    [[nodiscard]] std::optional<moment> next_wake(moment now) const override;
    [[nodiscard]] state figures() const override;
    [[nodiscard]] std::optional<remembered_path> memory() const override;

private:
    enum class stage : std::uint8_t { first_burst, first_round, rounds };

    void count_work();
    void begin_cold();
    void learn_from_train(moment now);
    void note_times(moment now, const open_requests::request& asked, const answer_head& head);
    void end_round(moment now);
    void grow_after_silence(moment now);
    void refuse(moment now);
    void decided(reason why);

    [[nodiscard]] double share() const noexcept;
    [[nodiscard]] std::size_t least() const noexcept;
    [[nodiscard]] std::size_t most() const noexcept;
    [[nodiscard]] std::size_t first_requests() const noexcept;
    [[nodiscard]] bool has_window() const noexcept { return stage_ != stage::first_burst; }
    [[nodiscard]] bool is_near() const noexcept;
    [[nodiscard]] path_model model() const noexcept;
    [[nodiscard]] double window() const noexcept;
    [[nodiscard]] bit_rate expected_rate() const;
    [[nodiscard]] std::optional<moment> pilots_done() const noexcept;
    [[nodiscard]] std::optional<moment> next_beyond_burst() const;
    [[nodiscard]] std::optional<moment> silence_due() const noexcept;
    [[nodiscard]] std::optional<seconds> patience() const;

    access_link* link_;
    std::optional<remembered_path> remembered_; // until a handshake contradicts it
    stage stage_ = stage::first_burst;
    reason why_ = reason::first_burst;
    std::uint32_t decisions_ = 0;

    open_requests requests_;
    std::size_t waiting_ = 0;
    std::size_t asked_ = 0;        // requests in all
    std::size_t counted_work_ = 0; // this path's part of link_->work

    std::optional<moment> connected_; // the first time
    std::optional<seconds> round_trip_;
    syn_train syn_acks_;

    double answers_bytes_; // of so many answers, with which the mean begins
    double answers_ = 0;
    recent_values server_times_;
    std::optional<seconds> fastest_answer_; // without TCP_INFO: the time to the first byte
    seconds server_time_{0};
    seconds queue_{0}; // of the last round

    round round_;
    std::uint32_t rounds_ = 0;
    std::size_t asked_again_ = 0;
    std::optional<double> ceiling_; // of the window, in the first round

    std::optional<moment> first_sent_;
    std::size_t added_by_silence_ = 0;
    std::optional<moment> last_sign_; // the first request, or when silence was acted on

    std::optional<std::size_t> at_most_; // as the server asked for
    std::optional<moment> refused_;
};

} // namespace flags::window
