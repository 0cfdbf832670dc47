// doctest's main for every test program.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#ifdef __clang__
#pragma clang diagnostic ignored "-Wreserved-identifier" // the name is the sanitizer's
#endif

/// ThreadSanitizer asks for it. When a poll ends, libuv 1.44.2 takes its number out of the epoll set once more
/// (aio/uv/poll_table.hpp), without effect; by then the number may be that of a socket of a test server's thread.
// NOLINTNEXTLINE(readability-identifier-naming): the name is the sanitizer's
extern "C" const char* __tsan_default_suppressions();
extern "C" const char* __tsan_default_suppressions() {
    return "race:flags::aio::uv::poll_table::~poll_table\n"
           "race:flags::aio::uv::poll_table::forget\n"; // libcurl 7.88.1 may have closed the socket before
}
