// Refuses a compiler that builds coroutines wrong, in this project and in those that use the installed library.
#pragma once

// GCC 12 destroys parameters and temporaries of coroutines twice and skips whole bodies, without a word.
#if defined(__GNUC__) && !defined(__clang__) && __GNUC__ < 13
#error "GCC before 13 miscompiles coroutines silently: flags needs GCC 13 or later, or clang 19 or later"
#endif
