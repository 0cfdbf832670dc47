// What the programs of the tour share: the length of a second, and short names.
#pragma once

#include <flags/aio/run.hpp>
#include <flags/aio/sleep.hpp>
#include <flags/coro/task.hpp>

#include <chrono>
#include <cstdio>

using namespace flags;
using flags::coro::task;

// Shorter than the book's, so that the tests are quick, and long beside what a busy machine adds to a start: two tests compare
// whole programs. aio::sleep(1 * second) reads as it should.
constexpr std::chrono::milliseconds second{300};
