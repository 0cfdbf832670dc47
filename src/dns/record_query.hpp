// The A and AAAA records of one name, asked for at the same time.
#pragma once

#include "dns/channel.hpp"
#include "dns/query.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace flags::dns {

/// What became of one of the two questions.
struct record_answer {
    /// ARES_ENOTFOUND: there is no such name; ARES_ENODATA: there is, without records of this type.
    int status = ARES_SUCCESS;
    /// Says "no records" without being in charge of the name or asking others for it: knows nothing.
    bool lame = false;
    /// At most 100; not empty when the status is ARES_SUCCESS.
    std::vector<std::string> addresses{};
    /// The shortest of the records on the way to the addresses.
    std::chrono::seconds ttl{};
};

/// By family: 0 is A, 1 is AAAA.
using record_answers = std::array<record_answer, 2>;
using wanted_records = std::array<bool, 2>;

/// Awaited, it asks for the wanted ones, at least one, and goes on when each has its answer. Unlike
/// address_query it knows no hosts file and keeps the two answers apart.
class record_query final : public query<record_answers> {
public:
    /// `name` as ascii_name() gives it.
    record_query(channel& on, std::string name, wanted_records wanted)
        : query(on), name_(std::move(name)), wanted_(wanted) {}

private:
    struct both;

    static void on_answer(void* user, int status, int timeouts, unsigned char* message, int size) noexcept;
    void ask() override;

    std::string name_;
    wanted_records wanted_;
};

} // namespace flags::dns
