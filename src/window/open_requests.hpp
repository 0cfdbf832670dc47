// What is asked for and not here yet.
#pragma once

#include <flags/window/path.hpp>
#include <flags/window/units.hpp>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>

namespace flags::window {

class open_requests {
public:
    struct request {
        moment sent;
        moment progress; // the last time that something of it came
        double missing;  // bytes, as far as known
        bool asked_again = false;
    };

    void add(moment now, request_id id, double expected_bytes);
    /// It had to wait for its connection until now.
    void left_at(moment now, request_id id);
    void end(request_id id);
    [[nodiscard]] const request* find(request_id id) const;

    /// How much the answer has in all, before its first byte is counted.
    void set_size(request_id id, double bytes);
    void arrived(moment now, request_id id, double bytes);

    [[nodiscard]] std::size_t count() const noexcept { return requests_.size(); }
    [[nodiscard]] double missing_bytes() const noexcept { return std::max(missing_, 0.0); }

    /// Of those that have made progress after `latest`.
    [[nodiscard]] double missing_bytes_since(moment latest) const;

    /// The first moment after `now` at which one has been without progress for `patience`.
    [[nodiscard]] std::optional<moment> next_stall(moment now, seconds patience) const;
    /// The first that was not asked for again and has been without progress since `latest`, and marks it as asked again.
    [[nodiscard]] std::optional<request_id> ask_again(moment latest);

private:
    void set_missing(request& one, double bytes);

    std::map<request_id, request> requests_;
    double missing_ = 0; // of all; rounding may leave it below 0
};

} // namespace flags::window
