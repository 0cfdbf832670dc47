// What the programs of the tour share: the length of a second, and short names.
#pragma once

#include <flags/aio/run.hpp>
#include <flags/aio/sleep.hpp>
#include <flags/coro/task.hpp>

#include <chrono>
#include <cstdio>

using namespace flags;
using flags::coro::task;

// A tenth of the book's, so that the tests are quick. aio::sleep(1 * second) reads as it should.
constexpr std::chrono::milliseconds second{100};
