// What is read is checked first, so that nlohmann/json has nothing to throw.
#include "report/json_value.hpp"

#include <flags/base/error.hpp>

#include <spdlog/fmt/fmt.h>

#include <utility>

namespace flags::report {

nlohmann::ordered_json parse_json(std::string_view text) {
    using document = nlohmann::ordered_json;
    const auto check_depth = [](int depth, document::parse_event_t, const document&) {
        constexpr int deepest = 16;
        if (depth >= deepest) throw usage_error("it is nested too deeply");
        return true;
    };
    try {
        return document::parse(text, check_depth);
    } catch (const nlohmann::json::parse_error& e) {
        throw usage_error(fmt::format("it is not JSON, or not all of it: byte {} is wrong", e.byte));
    } catch (const nlohmann::json::out_of_range&) {
        throw usage_error("it has a number that is too large");
    }
}

json_value json_value::operator[](std::string_view name) const {
    if (auto member = if_there(name)) return *std::move(member);
    throw usage_error(place_of(name) + ": is missing");
}

std::optional<json_value> json_value::if_there(std::string_view name) const {
    if (!value_->is_object()) refuse("must be an object");
    const auto member = value_->find(name);
    if (member == value_->end()) return std::nullopt;
    return json_value(*member, place_of(name));
}

std::string json_value::place_of(std::string_view name) const {
    return place_.empty() ? std::string(name) : fmt::format("{}.{}", place_, name);
}

std::vector<json_value> json_value::elements() const {
    if (!value_->is_array()) refuse("must be an array");
    std::vector<json_value> all;
    for (const auto& each : *value_)
        all.emplace_back(each, fmt::format("{}[{}]", place_, all.size()));
    return all;
}

bool json_value::boolean() const {
    if (!value_->is_boolean()) refuse("must be true or false");
    return value_->get<bool>();
}

std::string json_value::text() const {
    if (!value_->is_string()) refuse("must be a string");
    return value_->get<std::string>();
}

double json_value::number(double most, double least) const {
    if (value_->is_number())
        if (const auto number = value_->get<double>(); number >= least && number <= most) return number;
    refuse(fmt::format("must be a number from {:g} to {:g}", least, most));
}

std::uint64_t json_value::whole_up_to(std::uint64_t most) const {
    const bool is_whole =
        value_->is_number_unsigned() || (value_->is_number_integer() && value_->get<std::int64_t>() >= 0);
    if (!is_whole || value_->get<std::uint64_t>() > most)
        refuse(fmt::format("must be a whole number from 0 to {}", most));
    return value_->get<std::uint64_t>();
}

void json_value::refuse(std::string_view right) const {
    throw usage_error(fmt::format("{}: {}", place_.empty() ? "the document" : place_, right));
}

} // namespace flags::report
