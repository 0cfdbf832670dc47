// A table for people or JSON for programs.
#include "netlab/profiles.hpp"

#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/standard_output.hpp"
#include "report/network_json.hpp"

#include <nlohmann/json.hpp>
#include <spdlog/fmt/fmt.h>

#include <string>

namespace flags::cli {

namespace {

nlohmann::ordered_json as_json(const netlab::profile& one) {
    nlohmann::ordered_json result = {{"name", one.name}};
    result.update(report::to_json(one.path));
    result["source"] = one.source;
    result["date"] = one.date;
    return result;
}

} // namespace

int run(const profiles_options& options) {
    std::string text;
    if (options.json) {
        auto all = nlohmann::ordered_json::array();
        for (const auto& one : netlab::profiles())
            all.push_back(as_json(one));
        text = all.dump(2) + "\n";
    } else {
        for (const auto& one : netlab::profiles())
            text += fmt::format("{:<10}  {}\n            {} ({})\n", one.name, describe(one.path), one.source,
                                one.date);
    }
    standard_output().write(text);
    return all_ok;
}

} // namespace flags::cli
