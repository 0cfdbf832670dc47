// unique_fd closes exactly once.
#include <flags/base/unique_fd.hpp>

#include <doctest/doctest.h>

#include <fcntl.h>

using flags::unique_fd;

namespace {
bool is_open(int fd) { return ::fcntl(fd, F_GETFD) >= 0; }
unique_fd open_null() { return unique_fd(::open("/dev/null", O_RDONLY | O_CLOEXEC)); }
} // namespace

TEST_CASE("the destructor closes") {
    int number = -1;
    {
        const unique_fd fd = open_null();
        number = fd.get();
        REQUIRE(is_open(number));
    }
    CHECK_FALSE(is_open(number));
}

TEST_CASE("a move leaves the source empty and closes nothing") {
    unique_fd first = open_null();
    const int number = first.get();
    unique_fd second = std::move(first);
    CHECK(first.get() == -1); // NOLINT(bugprone-use-after-move): the moved-from state is the subject
    CHECK(second.get() == number);
    CHECK(is_open(number));
}

TEST_CASE("assignment closes what was held before") {
    unique_fd held = open_null();
    const int old = held.get();
    held = open_null();
    CHECK(is_open(held.get()));
    if (held.get() != old) CHECK_FALSE(is_open(old));
}

TEST_CASE("release gives the descriptor away") {
    unique_fd held = open_null();
    const int number = held.release();
    CHECK_FALSE(static_cast<bool>(held));
    CHECK(is_open(number));
    ::close(number);
}
