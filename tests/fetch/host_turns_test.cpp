// Whose job is next.
#include "fetch/host_turns.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>

using flags::fetch::host_turns;

namespace {

// "a1" is job 1 of host a.
void add_each(host_turns& turns, const std::string& hosts) {
    for (int n = 1; const char letter : hosts)
        turns.add({.label = std::string(1, letter) + std::to_string(n++),
                   .url = std::string("http://") + letter + "/x"});
}

std::string taken(host_turns& turns, int most = 100) {
    std::string labels;
    for (; most > 0; --most) {
        const auto next = turns.take();
        if (!next) break;
        labels += next->label + " ";
    }
    return labels;
}

} // namespace

TEST_CASE("hosts take turns, and jobs of a host keep their order") {
    host_turns turns(SIZE_MAX, SIZE_MAX);
    add_each(turns, "aaabbc");
    CHECK(turns.waiting() == 6);
    CHECK(taken(turns) == "a1 b4 c6 a2 b5 a3 ");
    CHECK(turns.waiting() == 0);
}

TEST_CASE("the next job is of the host that has the fewest under way") {
    host_turns turns(SIZE_MAX, SIZE_MAX);
    add_each(turns, "aaaabbbb");
    CHECK(taken(turns, 4) == "a1 b5 a2 b6 ");
    turns.ended("http://b/other");
    turns.ended("http://b/x");
    CHECK(taken(turns, 3) == "b7 b8 a3 ");
}

TEST_CASE("a host has no more under way than it may") {
    host_turns turns(2, 2);
    add_each(turns, "aaab");
    CHECK(taken(turns) == "a1 b4 a2 ");
    turns.ended("http://a/x");
    CHECK(taken(turns) == "a3 ");
}

TEST_CASE("a host has a share while there is another, and all when it is alone") {
    host_turns turns(SIZE_MAX, 2);
    add_each(turns, "aaaaa");
    CHECK(taken(turns, 1) == "a1 ");
    add_each(turns, "b");
    CHECK(taken(turns) == "b1 a2 ");
    turns.ended("http://b/x");
    CHECK(taken(turns) == "a3 a4 a5 ");
}
