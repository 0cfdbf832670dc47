// Questions to c-ares, and what its answers mean.
#include "dns/record_query.hpp"

#include "dns/address_query.hpp"

#include <ares.h>

#include <algorithm>
#include <arpa/nameser.h>
#include <memory>
#include <new>
#include <span>
#include <sys/socket.h>

namespace flags::dns {

namespace {

constexpr std::size_t most_addresses = 100; // of a message that may hold 4,000

// c-ares has one function and one structure for each of the two types.
template <class Record>
record_answer records_in(const unsigned char* message, int size, auto parse, auto text) {
    std::array<Record, most_addresses> records{};
    int count = static_cast<int>(records.size());
    record_answer answer{.status = parse(message, size, nullptr, records.data(), &count)};
    if (answer.status != ARES_SUCCESS) return answer;
    int shortest = count > 0 ? records.front().ttl : 0;
    for (const Record& each : std::span(records).first(static_cast<std::size_t>(count))) {
        answer.addresses.push_back(text(each));
        shortest = std::min(shortest, each.ttl);
    }
    answer.ttl = std::chrono::seconds(std::max(shortest, 0));   // RFC 2181, 8: with the first bit set it is 0
    if (answer.addresses.empty()) answer.status = ARES_ENODATA; // a chain of aliases that ends nowhere
    return answer;
}

record_answer answer_in(std::size_t family, const unsigned char* message, int size) {
    if (family == 0)
        return records_in<ares_addrttl>(message, size, ares_parse_a_reply, [](const ares_addrttl& record) {
            return address_text(AF_INET, &record.ipaddr);
        });
    return records_in<ares_addr6ttl>(message, size, ares_parse_aaaa_reply, [](const ares_addr6ttl& record) {
        return address_text(AF_INET6, &record.ip6addr);
    });
}

// Neither "authoritative answer" nor "recursion available" in the header (RFC 1035, 4.1.1).
bool is_lame(const unsigned char* message, int size) {
    return message != nullptr && size >= 4 && (message[2] & 0x04U) == 0 && (message[3] & 0x80U) == 0;
}

} // namespace

// Two questions and one awaiter: c-ares is given a question, and the last answer frees both.
struct record_query::both : request {
    struct question {
        both* of;
        std::size_t family;
    };
    std::size_t unanswered;
    std::array<question, 2> questions;
};

void record_query::ask() {
    auto fresh = std::make_unique<both>();
    both* const asked = fresh.get();
    asked->on = channel_;
    asked->awaiter = this;
    asked->unanswered = static_cast<std::size_t>(std::ranges::count(wanted_, true));
    asked->questions = {{{.of = asked, .family = 0}, {.of = asked, .family = 1}}};
    asked_ = fresh.release();
    channel_->query_starts();
    // May call back before it returns, and the last call back frees the request.
    constexpr std::array types = {ns_t_a, ns_t_aaaa};
    for (std::size_t family = 0; family < types.size(); ++family)
        if (wanted_.at(family))
            ares_query(channel_->raw(), name_.c_str(), ns_c_in, types.at(family), &record_query::on_answer,
                       &asked->questions.at(family));
}

void record_query::on_answer(void* user, int status, int /*timeouts*/, unsigned char* message,
                             int size) noexcept {
    const auto [of, family] = *static_cast<both::question*>(user);
    const std::unique_ptr<both> ended(--of->unanswered == 0 ? of : nullptr);
    if (ended) ended->on->query_ended();
    if (of->awaiter == nullptr) return;
    auto& self = static_cast<record_query&>(*of->awaiter);
    record_answer& answer = self.answer_.at(family);
    try {
        answer = status == ARES_SUCCESS ? answer_in(family, message, size) : record_answer{.status = status};
    } catch (const std::bad_alloc&) {
        answer = {.status = ARES_ENOMEM};
    }
    answer.lame = answer.status == ARES_ENODATA && is_lame(message, size);
    if (!ended) return;
    self.asked_ = nullptr;
    self.wake();
}

} // namespace flags::dns
