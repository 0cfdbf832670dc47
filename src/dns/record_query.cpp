// Two questions to c-ares, and one awaiter for both.
#include "dns/record_query.hpp"

#include <algorithm>
#include <memory>

namespace flags::dns {

// c-ares points to a question each; the last answer frees both.
struct record_query::both : request {
    struct question : cares::question {
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
    asked->questions = {{{{&on_answer}, asked, 0}, {{&on_answer}, asked, 1}}};
    asked_ = fresh.release();
    channel_->query_starts();
    // May call back before it returns, and the last call back frees the request.
    constexpr std::array types = {cares::record_type::a, cares::record_type::aaaa};
    for (std::size_t family = 0; family < types.size(); ++family)
        if (wanted_.at(family))
            cares::ask(channel_->raw(), name_, types.at(family), asked->questions.at(family));
}

void record_query::on_answer(cares::question& asked, record_answer answer) noexcept {
    both* const of = static_cast<both::question&>(asked).of;
    const std::size_t family = static_cast<both::question&>(asked).family;
    const std::unique_ptr<both> ended(--of->unanswered == 0 ? of : nullptr);
    if (ended) ended->on->query_ended();
    if (of->awaiter == nullptr) return;
    auto& self = static_cast<record_query&>(*of->awaiter);
    self.answer_.at(family) = std::move(answer);
    if (!ended) return;
    self.asked_ = nullptr;
    self.wake();
}

} // namespace flags::dns
