// What the runs of a comparison say, as one JSON document from which every form of it is made.
#pragma once

#include "compare/bounds.hpp"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace flags::compare {

/// What is known beside the runs.
struct comparison_facts {
    std::string program{}; ///< name and version
    std::string machine{};
    std::string server{};
    std::string started{};            ///< RFC 3339
    std::vector<std::string> codes{}; ///< what is fetched, in alphabetical order
    std::vector<std::string> urls{};  ///< theirs
    std::size_t max_requests = 1;
    std::size_t runs = 1; ///< kept of each variant, at most
    std::optional<double> precision{};
    std::uint64_t seed = 1;
    std::optional<path>
        network{};    ///< none for a network that is not known: then nothing is held against a limit
    double think = 0; ///< see work
    bool tls = false;
    std::size_t header_bytes = 0; ///< of each answer, at least
};

/// How the bound of a variant is computed.
enum class concurrency : unsigned char { one_new_each, one_kept, many };

struct variant_facts {
    std::string name{};
    bool is_flags = false; ///< else a peer
    std::string version{};
    std::vector<std::string> command{};
    concurrency manner = concurrency::many;
};

/// The document, schema 1: facts; `files`; `variants`, in the order of `variants`, each with its median, intervals,
/// speed-up over the first (medians, blocks paired), how many times as long it takes as flags' fastest mode, limit, efficiency (limit / median), sums, every run, and the requests
/// of its median run (`waterfall`, flags only); `knee`; `sentence`, what it all means. Times are in the unit that their
/// names end with; what is not known is null. A run counts in the statistics when its program ended well and brought
/// every file whole (as many bytes as flags' own runs say that they have).
/// `samples` is what take_samples returned.
/// Errors: usage_error when `samples` is something else.
[[nodiscard]] nlohmann::ordered_json make_comparison(const comparison_facts& facts,
                                                     const std::vector<variant_facts>& variants,
                                                     const nlohmann::ordered_json& samples);

/// For people: a line for each variant, then the sentence.
[[nodiscard]] std::string to_text(const nlohmann::ordered_json& comparison);

} // namespace flags::compare
