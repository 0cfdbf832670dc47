# cmake -DOUTPUT=x.cpp -P embed.cmake -- FILE...: writes a C++ source with the bytes of each file, "chart.min.js" as
# flags::report::parts::chart_min_js. String literals will not do: compilers warn of those over 64 KiB.
set(source "#include \"report/page_parts.hpp\"\n\nnamespace flags::report::parts {\n\n")
set(is_file OFF)
foreach(i RANGE ${CMAKE_ARGC})
    set(argument "${CMAKE_ARGV${i}}")
    if(is_file AND argument)
        get_filename_component(name ${argument} NAME)
        string(REPLACE "." "_" name ${name})
        file(READ ${argument} bytes HEX)
        string(REGEX REPLACE "(..)" "'\\\\x\\1'," bytes "${bytes}")
        string(APPEND source "static constexpr char ${name}_bytes[] = {${bytes}};\n"
            "const std::string_view ${name}(${name}_bytes, sizeof ${name}_bytes);\n\n")
    elseif(argument STREQUAL "--")
        set(is_file ON)
    endif()
endforeach()
file(WRITE ${OUTPUT} "${source}} // namespace flags::report::parts\n")
