// One file to fetch.
#pragma once

#include <flags/fetch/content.hpp>
#include <flags/fetch/saved_copy.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace flags::fetch {

/// How a file gets a name that its server chooses.
struct naming {
    std::string url; ///< where the name is found
    /// From the body of that answer to the plain name of the file.
    /// Errors: flags::error, which is then the job's failure. Threads: called on the loop.
    std::function<std::string(std::string_view body)> name_from;
};

/// One download: its URL and its target.
struct job {
    std::string label{};     ///< the short name in messages: "BR"
    std::string url{};       ///< http or https
    std::string file_name{}; ///< the plain name in the store's folder, or a path where the store takes one
    /// What the body has to be; any bytes when empty.
    std::optional<media_type> expected{};
    bool any_image = false; ///< the body has to be an image of any of the types, when `expected` is empty
    /// The hash that the body has to have, 64 hexadecimal digits in lower case; any when empty.
    std::string wanted_sha256{};
    /// Then file_name only stands for the name until it is known.
    std::shared_ptr<const naming> named_by{};
    /// The outcome has a saved_copy, so the body is hashed and the answer's validators are read.
    bool fingerprint = false;
    /// The copy that is expected on disk. If its size and hash agree, the server is asked for it only if it has
    /// changed, or with `skip_if_there` not at all.
    std::optional<saved_copy> known{};
    bool skip_if_there = false;
};

} // namespace flags::fetch
