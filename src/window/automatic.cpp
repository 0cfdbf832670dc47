// The link and its paths.
#include "window/access_link.hpp"
#include "window/automatic_path.hpp"

#include <flags/window/controller.hpp>

#include <vector>

namespace flags::window {

namespace {

class automatic_controller final : public controller {
public:
    automatic_controller(const limits& bounds, bit_rate expected)
        : link_{.bounds = bounds, .expected = expected} {}

    [[nodiscard]] path& add_path(std::optional<remembered_path> memory) override {
        return *paths_.emplace_back(std::make_unique<automatic_path>(link_, memory));
    }

private:
    access_link link_; // the paths point to it
    std::vector<std::unique_ptr<automatic_path>> paths_;
};

} // namespace

std::unique_ptr<controller> automatic(const limits& bounds, bit_rate expected) {
    return std::make_unique<automatic_controller>(bounds, expected);
}

} // namespace flags::window
