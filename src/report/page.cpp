// The page: its skeleton with the parts put in. What comes from servers and users is only ever in the JSON.
#include "report/page.hpp"

#include "report/comparison_json.hpp"
#include "report/page_parts.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <cstddef>
#include <new>
#include <openssl/evp.h>
#include <string_view>

namespace flags::report {

namespace {

using json = nlohmann::ordered_json;

constexpr std::size_t largest_thumbnail = std::size_t{64} * 1024;

std::string base64(std::string_view bytes) {
    // Four characters for each three bytes begun, and a zero at the end (EVP_EncodeBlock(3)).
    std::string text(((bytes.size() + 2) / 3 * 4) + 1, '\0');
    const auto* const first = reinterpret_cast<const unsigned char*>(bytes.data());
    const int length =
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), first, static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(length));
    return text;
}

// As a Content-Security-Policy names an inline script or style that may be used.
std::string hash_source(std::string_view text) {
    std::array<char, 32> digest{};
    if (EVP_Q_digest(nullptr, "SHA256", nullptr, text.data(), text.size(),
                     reinterpret_cast<unsigned char*>(digest.data()), nullptr) != 1)
        throw std::bad_alloc(); // the only way in which libcrypto's own SHA-256 fails
    return "'sha256-" + base64({digest.data(), digest.size()}) + "'";
}

// Ends no script element, whatever is in it: JSON has `<` only inside strings.
std::string in_script(const json& document) {
    std::string text;
    for (const char c : document.dump(-1, ' ', false, json::error_handler_t::replace)) {
        if (c == '<')
            text += "\\u003c";
        else
            text += c;
    }
    return text;
}

json data_uris(const std::map<std::string, image>& thumbnails) {
    json uris = json::object();
    for (const auto& [code, picture] : thumbnails)
        if (picture.bytes.size() <= largest_thumbnail)
            uris[code] = "data:" + picture.media_type + ";base64," + base64(picture.bytes);
    return uris;
}

// Each {{name}} of `skeleton` by its part. Parts are not looked into.
std::string filled(std::string_view skeleton, const std::map<std::string_view, std::string>& named) {
    std::string page;
    for (auto open = skeleton.find("{{"); open != std::string_view::npos; open = skeleton.find("{{")) {
        const auto close = skeleton.find("}}", open);
        page += skeleton.substr(0, open);
        page += named.at(skeleton.substr(open + 2, close - open - 2));
        skeleton.remove_prefix(close + 2);
    }
    return page += skeleton;
}

} // namespace

std::string to_page(const compare::comparison& told, const std::map<std::string, image>& thumbnails) {
    const std::string script = std::string(parts::page_js) + std::string(parts::charts_js);
    return filled(
        parts::page_html,
        {{"style", std::string(parts::page_css)},
         {"style hash", hash_source(parts::page_css)},
         {"document", in_script({{"comparison", to_json(told)}, {"thumbnails", data_uris(thumbnails)}})},
         {"chart.js", std::string(parts::chart_min_js)},
         {"chart.js hash", hash_source(parts::chart_min_js)},
         {"script", script},
         {"script hash", hash_source(script)}});
}

} // namespace flags::report
