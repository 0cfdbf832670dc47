# The vocabulary of asyncio, one small program for each line of it. To build them with an installed flags:
#   cmake -S . -B /tmp/examples && cmake --build /tmp/examples
cmake_minimum_required(VERSION 3.25)
project(flags_examples LANGUAGES CXX)
find_package(flags CONFIG REQUIRED)
file(GLOB programs CONFIGURE_DEPENDS *.cpp)
foreach(program IN LISTS programs)
    get_filename_component(name ${program} NAME_WE)
    add_executable(${name} ${program})
    target_link_libraries(${name} PRIVATE flags::aio)
endforeach()
