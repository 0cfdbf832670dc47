// flags_bulk: many small files through the library, in a process of its own so that its memory and CPU can be
// told.
//
// flags_bulk BASE_URL COUNT IN_FLIGHT FOLDER|--discard
// gets BASE_URL/0.gif to BASE_URL/(COUNT - 1).gif, checks each, saves it in FOLDER or throws it away, and
// prints "FILES BYTES" of those that were whole. Exits with 1 and says why when one was not.
#include <flags/aio/run.hpp>
#include <flags/base/error.hpp>
#include <flags/coro/as_completed.hpp>
#include <flags/coro/generator.hpp>
#include <flags/fetch/content.hpp>
#include <flags/fetch/download.hpp>
#include <flags/fetch/store.hpp>
#include <flags/http/client.hpp>

#include <charconv>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace {

using namespace flags;

struct work {
    std::string base_url;
    std::size_t count = 0;
    std::size_t in_flight = 0;
};

struct tally {
    std::size_t files = 0;
    std::uint64_t bytes = 0;
    std::string first_failure;
};

std::size_t parse_number(std::string_view text) {
    std::size_t value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed != std::errc() || end != text.data() + text.size() || value == 0)
        throw usage_error("\"" + std::string(text) + "\" is not a count: write a number above 0");
    return value;
}

http::client_options options_for(const work& what) {
    http::client_options options;
    options.max_connections = what.in_flight;
    return options;
}

coro::generator<fetch::job> jobs(work what) {
    for (std::size_t i = 0; i < what.count; ++i) {
        auto name = std::to_string(i) + ".gif";
        co_yield fetch::job{.label = std::to_string(i),
                            .url = what.base_url + '/' + name,
                            .file_name = std::move(name),
                            .expected = fetch::media_type::gif};
    }
}

coro::task<tally> save_all(work what, std::string folder) {
    http::client client(options_for(what));
    const fetch::store files(folder);
    auto finished = fetch::download_many(client, files, jobs(what), what.in_flight);
    tally result;
    while (const auto each = co_await finished.next()) {
        if (each->kind == fetch::outcome_kind::ok) {
            ++result.files;
            result.bytes += each->last.bytes;
        } else if (result.first_failure.empty()) {
            result.first_failure = each->last.message;
        }
    }
    co_return result;
}

coro::task<std::size_t> get_and_check(http::client& client, fetch::job what) {
    const auto answer = co_await client.get(what.url);
    if (answer.status != 200) throw http_status_error(answer.status, what.url + ": not a file");
    fetch::check_content(answer.body, fetch::media_type::gif, what.url);
    co_return answer.body.size();
}

coro::generator<coro::task<std::size_t>> requests(http::client& client, work what) {
    auto each = jobs(std::move(what));
    while (auto next = each.next())
        co_yield get_and_check(client, std::move(*next));
}

coro::task<tally> discard_all(work what) {
    http::client client(options_for(what));
    auto finished = coro::as_completed(requests(client, what), what.in_flight);
    tally result;
    while (const auto bytes = co_await finished.next()) {
        ++result.files;
        result.bytes += *bytes;
    }
    co_return result;
}

} // namespace

int main(int argc, char** argv) try {
    const std::span arguments(argv, static_cast<std::size_t>(argc));
    if (arguments.size() != 5)
        throw usage_error("usage: flags_bulk BASE_URL COUNT IN_FLIGHT FOLDER|--discard");
    const work what{.base_url = arguments[1],
                    .count = parse_number(arguments[2]),
                    .in_flight = parse_number(arguments[3])};
    const std::string_view folder = arguments[4];
    const tally result =
        aio::run(folder == "--discard" ? discard_all(what) : save_all(what, std::string(folder)));
    std::printf("%zu %ju\n", result.files, std::uintmax_t{result.bytes});
    if (result.first_failure.empty()) return 0;
    std::fprintf(stderr, "%s\n", result.first_failure.c_str());
    return 1;
} catch (const std::exception& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
}
