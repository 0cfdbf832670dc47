// The options of `flags serve`.
#include "cli/option_values.hpp"
#include "cli/texts.hpp"

#include <CLI/CLI.hpp>

#include <chrono>
#include <cstdint>

namespace flags::cli {

void describe(CLI::App& app, serve_texts& text) {
    app.add_option("--port", text.port, "TCP port; 0: a free one")->type_name("N")->capture_default_str();
    app.add_option("--bind", text.bind, "Numeric address to listen on; 0.0.0.0 opens it to the network")
        ->type_name("ADDRESS")
        ->capture_default_str();
    app.add_option(
           "--dir", text.directory,
           "Folder to serve below /flags/, laid out as {cc}/{cc}.{ext} [the flags of Debian's packages]")
        ->type_name("DIR");
    app.add_option("--delay", text.delay, "Seconds before each answer, or MIN..MAX to draw from")
        ->type_name("S")
        ->capture_default_str();
    app.add_option("--error-rate", text.error_rate, "Fraction of requests, 0 to 1, answered 418 I'm a teapot")
        ->type_name("P")
        ->capture_default_str();
    app.add_option(
           "--seed", text.seed,
           "What delays and errors are drawn from: the same seed gives each path the same fate in every run")
        ->type_name("N")
        ->capture_default_str();
    app.add_flag("-v,--verbose", text.verbosity, "Say more on stderr");
}

void apply_origin(const origin_names& names, const std::optional<std::string>& directory,
                  const std::string& delay, const std::string& error_rate, const std::string& seed,
                  origin::options& options) {
    if (directory) {
        if (!is_folder(*directory))
            refuse(names.directory, *directory,
                   "is not a folder: give one with flags at {cc}/{cc}.png in it");
        options.directory = *directory;
    }
    const std::size_t dots = delay.find("..");
    const auto least = number(delay.substr(0, dots));
    const auto most = dots == std::string::npos ? least : number(delay.substr(dots + 2));
    if (!least || !most || *least < 0 || *most > 3'600 || *least > *most)
        refuse(names.delay, delay, "give seconds from 0 to 3600, or a range such as 0.5..5");
    options.min_delay = std::chrono::round<std::chrono::nanoseconds>(std::chrono::duration<double>(*least));
    options.max_delay = std::chrono::round<std::chrono::nanoseconds>(std::chrono::duration<double>(*most));
    const auto rate = number(error_rate);
    if (!rate || *rate < 0 || *rate > 1)
        refuse(names.error_rate, error_rate, "give a fraction from 0 to 1, for example 0.25");
    options.error_rate = *rate;
    options.seed =
        integer_of<std::uint64_t>("--seed", seed, 0, UINT64_MAX, "give a whole number of at most 64 bits");
}

serve_options options_from(const serve_texts& text) {
    serve_options options;
    options.origin.port =
        integer_of<std::uint16_t>("--port", text.port, 0, 65'535, "give a port from 0 to 65535");
    options.origin.bind_address = text.bind;
    apply_origin({.directory = "--dir", .delay = "--delay", .error_rate = "--error-rate"}, text.directory,
                 text.delay, text.error_rate, text.seed, options.origin);
    options.verbosity = text.verbosity;
    return options;
}

} // namespace flags::cli
