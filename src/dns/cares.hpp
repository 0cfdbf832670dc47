// What differs between releases of c-ares. One of the implementations is built, by the release that CMake finds:
// cares_1_18.cpp or cares_1_34.cpp. The results are the same with both.
#pragma once

#include <ares.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace flags::dns {

/// The answer to one question.
struct record_answer {
    /// ARES_ENOTFOUND: there is no such name; ARES_ENODATA: there is, without records of this type.
    int status = ARES_SUCCESS;
    /// "No records", from a server that is neither authoritative for the name nor recursive: it does not know.
    bool lame = false;
    /// At most 100; not empty when the status is ARES_SUCCESS.
    std::vector<std::string> addresses{};
    /// The shortest of the records on the way to the addresses.
    std::chrono::seconds ttl{};
};

/// Of a message, which may hold 4,000.
constexpr std::size_t max_addresses = 100;

namespace cares {

/// All questions go through one socket, and their answers may come together. Linux gives at most
/// net.core.rmem_max, doubled (socket(7)), in which a short answer takes 768 bytes.
constexpr int receive_buffer_size = 1 << 20;

/// Adds this release's own settings, and returns their ARES_OPT_ bits.
[[nodiscard]] int add_options(ares_options& settings) noexcept;

/// For a channel that sends each question once: a message that cannot be decoded ends the question that it
/// answers and no other, and each question has the time of the channel's options.
/// Returns: a status of c-ares.
[[nodiscard]] int keep_questions_apart(ares_channel channel) noexcept;

/// For a channel that asks several servers: an answer with an RCODE that c-ares does not know, or with an address record
/// whose length does not fit its type, counts as SERVFAIL, so that the next server is asked. By UDP; what comes by TCP
/// goes to c-ares as it is.
/// Returns: a status of c-ares.
[[nodiscard]] int refuse_strange_answers(ares_channel channel) noexcept;

/// The channel's name servers, "ADDRESS:PORT" or "[ADDRESS]:PORT". Errors: std::bad_alloc.
[[nodiscard]] std::vector<std::string> servers(ares_channel channel);

enum class record_type : std::uint8_t { a, aaaa };

/// What c-ares points to until it has called back. An RCODE other than NOERROR and NXDOMAIN is a failure, and so
/// is a record whose length does not fit its type (ARES_EBADRESP).
struct question {
    void (*on_answer)(question& asked, record_answer answer) noexcept;
};

/// May call back before it returns. Lifetime: `asked` lives until then.
void ask(ares_channel channel, const std::string& name, record_type type, question& asked) noexcept;

} // namespace cares
} // namespace flags::dns
