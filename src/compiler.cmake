# Which compiler builds flags when neither CMAKE_CXX_COMPILER nor CXX names one: the first of these that is new enough.
# Clang comes first, because clang-tidy reads what `./dev check` compiles. The choice is kept for as long as the build tree.
set(oldest_clang++ 19)
set(oldest_g++ 13) # earlier ones miscompile coroutines silently
set(compiler_advice "install one (on Debian 12 apt-get install clang-19, from Debian 13 on apt-get install g++)")

if(CMAKE_CXX_COMPILER)
    find_program(compiler_found ${CMAKE_CXX_COMPILER} NO_CACHE)
    if(NOT compiler_found)
        message(FATAL_ERROR "There is no compiler ${CMAKE_CXX_COMPILER}: ${compiler_advice}, or name another.")
    endif()
elseif(NOT DEFINED ENV{CXX})
    foreach(name clang++-19 clang++ clang++-20 clang++-21 g++ g++-15 g++-14 g++-13)
        unset(compiler_found)
        find_program(compiler_found ${name} NO_CACHE)
        if(compiler_found)
            execute_process(COMMAND ${compiler_found} -dumpversion OUTPUT_VARIABLE version)
            string(REGEX MATCH "^[a-z+]+" family ${name})
            if(version VERSION_GREATER_EQUAL oldest_${family})
                set(CMAKE_CXX_COMPILER ${compiler_found} CACHE FILEPATH "The C++ compiler")
                break()
            endif()
        endif()
    endforeach()
    if(NOT CMAKE_CXX_COMPILER)
        message(FATAL_ERROR
            "There is no clang of version ${oldest_clang++} or later, and no GCC of version ${oldest_g++} or later: "
            "${compiler_advice}, or name another with -DCMAKE_CXX_COMPILER=...")
    endif()
endif()
