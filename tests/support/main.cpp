// doctest's main for every test program.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

/// ThreadSanitizer asks for it. When a poll ends, libuv 1.44.2 takes its number out of the epoll set once more
/// (aio/uv/poll_table.hpp), without effect; by then the number may be that of a socket of a test server's
/// thread, also because libcurl 7.88.1 has closed it before.
// NOLINTBEGIN(readability-identifier-naming,bugprone-reserved-identifier): the name is the sanitizer's
extern "C" const char* __tsan_default_suppressions();
extern "C" const char* __tsan_default_suppressions() {
    return "race:/poll_table.\n"; // by file: inlined functions have no full names in line tables
}
// NOLINTEND(readability-identifier-naming,bugprone-reserved-identifier)
