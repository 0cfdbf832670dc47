// A name server's answer to a question for addresses, as c-ares 1.18 hands it over. The first byte is libcares's status.
// NOLINTNEXTLINE(readability-identifier-naming): the library has a namespace of this name, too
#define cares fuzzed_cares
#include "dns/cares_1_18.cpp" // NOLINT(bugprone-suspicious-include): its parsers are its own
#include "fuzz/fuzz.hpp"

FLAGS_FUZZ(dns_answer) {
    using namespace flags::dns;
    std::string message(input);
    auto* const bytes = reinterpret_cast<unsigned char*>(message.data());
    static record_answer last;
    struct first_question : cares::question {
    } asked{{[](cares::question&, record_answer answer) noexcept { last = std::move(answer); }}};
    for (const auto take :
         {cares::on_message<cares::record_type::a>, cares::on_message<cares::record_type::aaaa>}) {
        take(static_cast<cares::question*>(&asked), ARES_SUCCESS, 0, bytes, static_cast<int>(message.size()));
        flags::test::require((last.status == ARES_SUCCESS) == !last.addresses.empty());
        flags::test::require(last.addresses.size() <= max_addresses);
    }
    if (message.size() >= cares::header_size)
        static_cast<void>(cares::has_wrong_length({bytes, message.size()}, ns_t_a, 4));
}
