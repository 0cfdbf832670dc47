// The descriptions of the machine and the programs.
#include "compare/machine.hpp"

#include <doctest/doctest.h>

using namespace flags::compare;

TEST_CASE("the machine is described in one line that names kernel and memory") {
    const auto line = describe_machine();
    CHECK(line.contains("Linux"));
    CHECK(line.contains("GB memory"));
    CHECK_FALSE(line.contains('\n'));
}

TEST_CASE("a program's version is the first line of its output") {
    CHECK(version_of("printf", "\n1.2 of %%\nmore\n") == "1.2 of %");
    CHECK(version_of("true", "silent") == "unknown version");
}
