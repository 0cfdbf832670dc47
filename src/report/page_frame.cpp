// EVP_EncodeBlock(3), EVP_Q_digest(3).
#include "report/page_frame.hpp"

#include "report/page_parts.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <cstddef>
#include <map>
#include <new>
#include <openssl/evp.h>

namespace flags::report {
namespace {

constexpr std::size_t largest_thumbnail = std::size_t{64} * 1024;

// As a Content-Security-Policy names an inline script or style that may be used.
std::string hash_source(std::string_view text) {
    std::array<char, 32> digest{};
    if (EVP_Q_digest(nullptr, "SHA256", nullptr, text.data(), text.size(),
                     reinterpret_cast<unsigned char*>(digest.data()), nullptr) != 1)
        throw std::bad_alloc(); // the only way in which libcrypto's own SHA-256 fails
    return "'sha256-" + base64({digest.data(), digest.size()}) + "'";
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

std::string base64(std::string_view bytes) {
    // Four characters for each three bytes begun, and a zero at the end (EVP_EncodeBlock(3)).
    std::string text(((bytes.size() + 2) / 3 * 4) + 1, '\0');
    const auto* const first = reinterpret_cast<const unsigned char*>(bytes.data());
    const int length =
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), first, static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(length));
    return text;
}

// JSON has `<` only inside strings.
std::string in_script(const nlohmann::ordered_json& document) {
    std::string text;
    for (const char c : document.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)) {
        if (c == '<')
            text += "\\u003c";
        else
            text += c;
    }
    return text;
}

nlohmann::ordered_json data_uris(const thumbnails& pictures) {
    auto uris = nlohmann::ordered_json::object();
    for (const auto& [code, picture] : pictures)
        if (picture.bytes.size() <= largest_thumbnail)
            uris[code] = "data:" + picture.media_type + ";base64," + base64(picture.bytes);
    return uris;
}

std::string framed_page(std::string_view body, const std::string& document,
                        std::initializer_list<std::string_view> scripts) {
    std::string script(parts::page_tools_js);
    for (const auto each : scripts)
        script += each;
    for (const auto each : {parts::window_js, parts::path_js, parts::waterfall_js, parts::play_js})
        script += each;
    return filled(std::string(parts::page_head_html) + std::string(body) + std::string(parts::page_foot_html),
                  {{"style", std::string(parts::page_css)},
                   {"style hash", hash_source(parts::page_css)},
                   {"document", document},
                   {"chart.js", std::string(parts::chart_min_js)},
                   {"chart.js hash", hash_source(parts::chart_min_js)},
                   {"script", script},
                   {"script hash", hash_source(script)}});
}

} // namespace flags::report
