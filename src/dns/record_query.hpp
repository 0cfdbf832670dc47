// The A and AAAA records of one name, asked for at the same time.
#pragma once

#include "dns/cares.hpp"
#include "dns/channel.hpp"
#include "dns/query.hpp"

#include <array>
#include <cstddef>
#include <string>
#include <utility>

namespace flags::dns {

/// By family: 0 is A, 1 is AAAA.
using record_answers = std::array<record_answer, 2>;
using wanted_records = std::array<bool, 2>;

/// Awaiting it sends the wanted queries, at least one, and resumes when each has its answer. Unlike
/// address_query it does not read the hosts file and keeps the two answers apart.
class record_query final : public query<record_answers> {
public:
    /// `name` as ascii_name() gives it.
    record_query(channel& on, std::string name, wanted_records wanted)
        : query(on), name_(std::move(name)), wanted_(wanted) {}

private:
    struct both;

    static void on_answer(cares::question& asked, record_answer answer) noexcept;
    void ask() override;

    std::string name_;
    wanted_records wanted_;
};

} // namespace flags::dns
