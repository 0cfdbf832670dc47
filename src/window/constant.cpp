// A number that the caller chose.
#include <flags/window/controller.hpp>

#include <algorithm>
#include <cstdint>
#include <set>
#include <utility>
#include <vector>

namespace flags::window {

namespace {

struct counted {
    std::size_t at_most;
    std::size_t in_flight = 0;
};

class constant_path final : public path {
public:
    explicit constant_path(counted& all) : all_(&all) {}

    void on_waiting(std::size_t requests) override { waiting_ = requests; }
    void on_connected(moment /*now*/, const handshake& /*how*/) override {}
    void on_connect_refused(moment /*now*/) override {}
    void on_head(moment /*now*/, request_id /*request*/, const answer_head& /*head*/) override {}
    void on_data(moment /*now*/, request_id /*request*/, const arrival& /*piece*/) override {}

    void on_sent(moment /*now*/, request_id request) override {
        if (open_.insert(request).second) ++all_->in_flight;
    }
    void on_end(moment /*now*/, request_id request, ending /*how*/) override {
        if (open_.erase(request) > 0) --all_->in_flight;
    }

    [[nodiscard]] bool may_send(moment /*now*/) override { return all_->in_flight < all_->at_most; }
    [[nodiscard]] std::size_t connections_wanted() const override {
        return std::min(all_->at_most, open_.size() + waiting_);
    }
    [[nodiscard]] std::optional<request_id> stalled(moment /*now*/) override { return std::nullopt; }
    [[nodiscard]] std::optional<moment> next_wake(moment /*now*/) const override { return std::nullopt; }
    [[nodiscard]] state figures() const override {
        return {.why = reason::constant, .in_flight = open_.size(), .at_once = all_->at_most};
    }
    [[nodiscard]] std::optional<remembered_path> memory() const override { return std::nullopt; }

private:
    counted* all_;
    std::set<request_id> open_;
    std::size_t waiting_ = 0;
};

class constant_controller final : public controller {
public:
    explicit constant_controller(std::size_t requests)
        : all_{.at_most = std::max<std::size_t>(requests, 1)} {}

    [[nodiscard]] path& add_path(std::optional<remembered_path> /*memory*/) override {
        return *paths_.emplace_back(std::make_unique<constant_path>(all_));
    }

private:
    counted all_;
    std::vector<std::unique_ptr<constant_path>> paths_;
};

} // namespace

std::unique_ptr<controller> constant(std::size_t requests) {
    return std::make_unique<constant_controller>(requests);
}

} // namespace flags::window
