// Options of one kind of one command, added to its CLI11 app: each with its name, its default, its check and its help in one
// place.
#pragma once

#include "cli/options/values.hpp"

#include <CLI/App.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace flags::cli {

/// A heading in the help of a command. `placeholder` is what the help shows for a value: "N".
/// Lifetime: the app, and the values that options are bound to, outlive parsing.
class option_group {
public:
    option_group(CLI::App& app, std::string title) : app_(&app), title_(std::move(title)) {}

    /// Binds `target`, whose value now is the default. A default that is not a value has its words set by default_str().
    template <class Target, class Reader>
    CLI::Option* value(const std::string& names, const char* placeholder, Target& target, Reader read,
                       const std::string& help) {
        CLI::Option* const option = custom(
            names, placeholder,
            [&target, read = std::move(read)](auto name, auto text) { target = read(name, text); }, help);
        if constexpr (requires { shown(target); }) option->default_str(shown(target));
        return option;
    }

    /// An option whose text `take` gives a meaning.
    CLI::Option* custom(const std::string& names, const char* placeholder,
                        std::function<void(std::string_view option, std::string_view text)> take,
                        const std::string& help) {
        const auto each = [name = names.substr(names.find("--")),
                           take = std::move(take)](const std::vector<std::string>& texts) {
            for (const auto& text : texts)
                take(name, text);
            return true;
        };
        return app_->add_option(names, each, help)->type_name(placeholder)->group(title_);
    }

    CLI::Option* flag(const std::string& names, bool& target, const std::string& help) {
        return app_->add_flag(names, target, help)->group(title_);
    }

    /// How often a flag is given.
    CLI::Option* counted(const std::string& names, int& target, const std::string& help) {
        // WORKAROUND(CLI11 2.4): a flag that is bound to an integer counts as given when it is not.
        const auto take = [&target](std::int64_t count) { target = static_cast<int>(count); };
        return app_->add_flag_function(names, take, help)->group(title_);
    }

    /// A flag that does something.
    CLI::Option* flag(const std::string& names, std::function<void()> act, const std::string& help) {
        return app_->add_flag_callback(names, std::move(act), help)->group(title_);
    }

    /// Words without an option.
    template <class Target>
    CLI::Option* words(const std::string& name, Target& target, const std::string& help) {
        return app_->add_option(name, target, help)->type_name("")->group(title_);
    }

    /// The first option of this group that was given; null when none was.
    [[nodiscard]] const CLI::Option* first_given() const {
        const auto given = std::as_const(*app_).get_options(
            [this](const CLI::Option* each) { return each->get_group() == title_ && each->count() > 0; });
        return given.empty() ? nullptr : given.front();
    }

private:
    CLI::App* app_;
    std::string title_;
};

} // namespace flags::cli
