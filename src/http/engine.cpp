// The options that every handle gets, and the pool.
#include "http/engine.hpp"

#include <flags/base/error.hpp>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <new>
#include <unistd.h>

namespace flags::http {

namespace {

// curl_global_init is thread-safe here (curl_version_info's "threadsafe" bit, Debian has it), but not free to
// repeat.
void initialise_libcurl() {
    static const CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (code != CURLE_OK)
        throw error(std::make_error_code(std::errc::not_enough_memory),
                    std::string("libcurl cannot be initialised: ") + curl_easy_strerror(code));
}

bool environment_names_a_proxy() {
    constexpr const char* names[] = {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"};
    return std::ranges::any_of(names, [](const char* name) {
        const char* value =
            std::getenv(name); // NOLINT(concurrency-mt-unsafe): nothing here changes the environment
        return value != nullptr && *value != '\0';
    });
}

template <class Value>
void set(CURL* easy, CURLoption option, Value value) {
    if (const CURLcode code = curl_easy_setopt(easy, option, value); code != CURLE_OK)
        throw error(std::make_error_code(std::errc::invalid_argument),
                    "libcurl refuses option " + std::to_string(option) + ": " + curl_easy_strerror(code));
}

// Whether OpenSSL finds authorities there by the hash of their names, as c_rehash and openssl-rehash(1) call their files.
bool is_hashed(const std::filesystem::path& folder) {
    constexpr std::size_t digits = 8;
    std::error_code failure;
    std::filesystem::directory_iterator each(folder, failure);
    for (; !failure && each != std::filesystem::directory_iterator(); each.increment(failure)) {
        const std::string name = each->path().filename();
        if (name.ends_with(".0") && name.find_first_not_of("0123456789abcdef") == digits) return true;
    }
    return false;
}

// The system's bundle has some 140 authorities, which takes libcurl 27 ms while nothing else happens. The folder that Debian
// makes of the same certificates takes one small file for each connection.
std::filesystem::path folder_of_authorities(const client_options& options) {
    if (options.ca_folder) return *options.ca_folder;
    if (options.ca_file) return {};
    // Not curl_version_info(): it asks each library for its version, also those that the program is linked without.
    const easy_handle any(curl_easy_init());
    const char* usual = nullptr;
    if (any) curl_easy_getinfo(any.get(), CURLINFO_CAPATH, &usual);
    return usual != nullptr && is_hashed(usual) ? usual : "";
}

client_options checked(client_options options) {
    if (options.ca_file && ::access(options.ca_file->c_str(), R_OK) != 0)
        throw usage_error("the CA file " + options.ca_file->string() +
                          " cannot be read: give a PEM file, for example /etc/ssl/certs/ca-certificates.crt");
    if (options.ca_folder && !is_hashed(*options.ca_folder))
        throw usage_error("the folder of CAs " + options.ca_folder->string() +
                          " has no certificates named by their hashes: openssl rehash makes such names");
    return options;
}

// Room beyond the window, so that a connection that is being closed does not push out a warm one.
constexpr std::size_t spare_connections = 8;

} // namespace

engine::engine(client_options options)
    : options_((initialise_libcurl(), checked(std::move(options)))),
      ca_folder_(folder_of_authorities(options_)),
      proxied_(options_.environment_proxy && environment_names_a_proxy()), loop_(&aio::loop::current()),
      hosts_(options_), tls_sessions_(curl_share_init()), spares_(*loop_),
      multi_(*loop_, options_.max_connections + spare_connections),
      stalls_(loop_->raw(), options_.stall_timeout, options_.floor) {
    if (!tls_sessions_) throw std::bad_alloc();
    // One thread, so no lock functions. Connections and names are shared by the multi already; sharing
    // connections here would be wrong (libcurl KNOWN_BUGS 11.11).
    curl_share_setopt(tls_sessions_.get(), CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
}

std::optional<socket_address> engine::opens_ahead_to(std::string_view url) {
    if (proxied_ || options_.http2 || options_.connections != connection_policy::keep_alive)
        return std::nullopt;
    const auto named = host_to_look_up(url);
    if (!named) return address_of(url);
    const known_host* const host = hosts_.find(*named);
    return host != nullptr ? host->only : std::nullopt;
}

easy_handle engine::take_easy() {
    if (idle_.empty()) return make_easy();
    easy_handle easy = std::move(idle_.back());
    idle_.pop_back();
    return easy;
}

void engine::give_back(easy_handle easy) noexcept {
    // Pointers into the finished transfer must not outlive it.
    curl_easy_setopt(easy.get(), CURLOPT_ERRORBUFFER, nullptr);
    curl_easy_setopt(easy.get(), CURLOPT_RESOLVE, nullptr);
    curl_easy_setopt(easy.get(), CURLOPT_HTTPHEADER, nullptr);
    if (idle_.size() < options_.max_connections + spare_connections) idle_.push_back(std::move(easy));
}

easy_handle engine::make_easy() const {
    easy_handle made(curl_easy_init());
    if (!made) throw std::bad_alloc();
    CURL* const easy = made.get();
    set(easy, CURLOPT_NOSIGNAL, 1L); // saves three sigaction calls a step; SIGPIPE is ignored by the program
    set(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    set(easy, CURLOPT_NOPROGRESS, 0L); // transfer::on_progress counts what reaches no other function
    set(easy, CURLOPT_FOLLOWLOCATION, 1L);
    set(easy, CURLOPT_MAXREDIRS, static_cast<long>(options_.max_redirects));
    set(easy, CURLOPT_USERAGENT, options_.user_agent.c_str());
    set(easy, CURLOPT_SHARE, tls_sessions_.get());
    // WORKAROUND(curl 7.88): names that only a redirect brings are looked up by libcurl's threads, which it would join
    // on the loop otherwise: one slow name froze everything for its whole time.
    set(easy, CURLOPT_QUICK_EXIT, 1L);
    set(easy, CURLOPT_DNS_CACHE_TIMEOUT, -1L);   // otherwise every finished transfer scans the whole cache
    if (!proxied_) set(easy, CURLOPT_PROXY, ""); // no look at five environment variables for each request

    // One of the two, never both: with a folder, libcurl does not keep the authorities that it has read from a bundle, and
    // reads all of them for each connection (7.88.1: vtls/openssl.c).
    set<const char*>(easy, CURLOPT_CAPATH, ca_folder_.empty() ? nullptr : ca_folder_.c_str());
    if (options_.ca_file)
        set(easy, CURLOPT_CAINFO, options_.ca_file->c_str());
    else if (!ca_folder_.empty())
        set<const char*>(easy, CURLOPT_CAINFO, nullptr);
    if (options_.insecure) {
        set(easy, CURLOPT_SSL_VERIFYPEER, 0L);
        set(easy, CURLOPT_SSL_VERIFYHOST, 0L);
    }
    if (options_.http2) {
        set(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
        set(easy, CURLOPT_PIPEWAIT, 1L);
        // WORKAROUND(curl 7.88): a stream whose buffer is full pauses the whole connection. This is room for a typical
        // flag at once.
        set(easy, CURLOPT_BUFFERSIZE, 64L * 1024);
    } else {
        set(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    }
    if (options_.connections == connection_policy::new_each) {
        set(easy, CURLOPT_FRESH_CONNECT, 1L);
        set(easy, CURLOPT_FORBID_REUSE, 1L);
    }
    if (options_.stall_timeout.count() > 0)
        set(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options_.stall_timeout.count()));
    return made;
}

} // namespace flags::http
