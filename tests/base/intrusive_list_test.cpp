// The list whose elements leave it by dying.
#include <flags/base/intrusive_list.hpp>

#include <doctest/doctest.h>

#include <memory>
#include <vector>

using namespace flags;

namespace {

struct item : list_hook {
    explicit item(int n) : number(n) {}
    int number;
};

std::vector<int> take_all(intrusive_list<item>& list) {
    std::vector<int> numbers;
    while (!list.empty())
        numbers.push_back(list.pop_front().number);
    return numbers;
}

} // namespace

TEST_CASE("elements come out in the order they went in") {
    intrusive_list<item> list;
    item one(1);
    item two(2);
    list.push_back(one);
    list.push_back(two);
    list.push_back(one); // in it already: stays where it is
    CHECK(take_all(list) == std::vector{1, 2});
    CHECK_FALSE(one.linked());
}

TEST_CASE("an element that dies leaves the list") {
    intrusive_list<item> list;
    item first(1);
    auto second = std::make_unique<item>(2);
    item third(3);
    list.push_back(first);
    list.push_back(*second);
    list.push_back(third);
    second.reset();
    CHECK(take_all(list) == std::vector{1, 3});
}

TEST_CASE("a list that dies lets go of its elements") {
    item survivor(1);
    {
        intrusive_list<item> list;
        list.push_back(survivor);
    }
    CHECK_FALSE(survivor.linked());
}

TEST_CASE("each visits every element, also when the visitor removes the one it sees") {
    intrusive_list<item> list;
    item one(1);
    item two(2);
    item three(3);
    for (item* each : {&one, &two, &three})
        list.push_back(*each);
    std::vector<int> seen;
    list.each([&](item& visited) {
        seen.push_back(visited.number);
        if (visited.number == 2) visited.unlink();
    });
    CHECK(seen == std::vector{1, 2, 3});
    CHECK(take_all(list) == std::vector{1, 3});
}
