# Libraries as archives, so that a start of the program loads fewer shared ones: with libcurl's and GnuTLS it executes twice
# as many instructions. For the programs of this tree; projects that use the installed libraries choose for themselves.
# Where an archive is missing, or refers to what nothing here has, its library stays shared.
if(CMAKE_BUILD_TYPE STREQUAL "Release" AND NOT FLAGS_SANITIZE)
    set(static_by_default ON)
else()
    set(static_by_default OFF)
endif()
option(FLAGS_STATIC "Link libcurl, OpenSSL and others as archives; a package says OFF" ${static_by_default})
set(gnutls_at_need OFF) # for the room origin
set(openssl_at_need OFF) # for the room http
if(NOT FLAGS_STATIC)
    return()
endif()

# flags_archives(FOUND WHAT NAME...): whether libNAME.a is there for each; if so it is the target archive::NAME.
function(flags_archives found what)
    set(${found} OFF PARENT_SCOPE)
    foreach(name IN LISTS ARGN)
        find_library(FLAGS_ARCHIVE_${name} lib${name}.a)
        mark_as_advanced(FLAGS_ARCHIVE_${name})
        if(NOT FLAGS_ARCHIVE_${name})
            message(STATUS "FLAGS_STATIC: there is no lib${name}.a, so ${what} stays shared")
            return()
        endif()
    endforeach()
    foreach(name IN LISTS ARGN)
        add_library(archive::${name} STATIC IMPORTED)
        set_target_properties(archive::${name} PROPERTIES IMPORTED_LOCATION ${FLAGS_ARCHIVE_${name}})
        # When Debian's package is exchanged, this is configured and linked anew. The archive itself has the time at which it
        # was built, which may be before the last link; dpkg's list of the package's files has the time of the exchange.
        execute_process(COMMAND dpkg-query --search ${FLAGS_ARCHIVE_${name}} OUTPUT_VARIABLE owner ERROR_QUIET
            RESULT_VARIABLE failed)
        string(REGEX REPLACE ": .*" "" owner "${owner}")
        set(stamp /var/lib/dpkg/info/${owner}.list)
        if(NOT failed AND EXISTS ${stamp})
            set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${stamp})
            set_property(TARGET archive::${name} PROPERTY INTERFACE_LINK_DEPENDS ${stamp})
        endif()
    endforeach()
    set(${found} ON PARENT_SCOPE)
endfunction()

# flags_links(LINKS WHAT LIBRARY STATEMENT SOURCE...): whether a program with this statement and these sources can be linked.
function(flags_links links what library statement)
    set(program ${PROJECT_BINARY_DIR}/static_link/${what}.cpp)
    file(CONFIGURE OUTPUT ${program} CONTENT "${statement}\n" @ONLY)
    try_compile(linked SOURCES ${program} ${ARGN} LINK_LIBRARIES ${library} Threads::Threads OUTPUT_VARIABLE words NO_CACHE
        CXX_STANDARD 23 CXX_STANDARD_REQUIRED ON)
    if(NOT linked)
        string(REGEX MATCH "[^\n]*(undefined|error:)[^\n]*" first "${words}")
        message(STATUS "FLAGS_STATIC: ${what} stays shared: ${first}")
    endif()
    set(${links} ${linked} PARENT_SCOPE)
endfunction()

# ---- libuv and c-ares: nothing but themselves ----
find_library(FLAGS_ARCHIVE_uv NAMES libuv_a.a libuv.a) # Debian 12's name, Debian 13's
flags_archives(found libuv uv)
if(found)
    target_link_libraries(archive::uv INTERFACE Threads::Threads ${CMAKE_DL_LIBS} rt)
    set_property(TARGET PkgConfig::LIBUV PROPERTY INTERFACE_LINK_LIBRARIES archive::uv)
endif()
flags_archives(found c-ares cares)
if(found)
    set_property(TARGET PkgConfig::CARES PROPERTY INTERFACE_LINK_LIBRARIES archive::cares)
endif()

# ---- libmicrohttpd: GnuTLS, which only a server with TLS needs, is loaded by the first of its functions that is called ----
flags_archives(found libmicrohttpd microhttpd)
if(found)
    set(forwards ${PROJECT_SOURCE_DIR}/src/origin/gnutls_at_need.cpp)
    target_link_libraries(archive::microhttpd INTERFACE Threads::Threads ${CMAKE_DL_LIBS})
    flags_links(links libmicrohttpd archive::microhttpd [[
#include <microhttpd.h>
int main() { return MHD_start_daemon(0, 0, nullptr, nullptr, nullptr, nullptr, MHD_OPTION_END) != nullptr; }]] ${forwards})
    if(links)
        set(gnutls_at_need ON)
        set_property(TARGET PkgConfig::MICROHTTPD PROPERTY INTERFACE_LINK_LIBRARIES archive::microhttpd)
    endif()
endif()

# ---- libcurl ----
flags_archives(found libcurl curl ssl crypto nghttp2 idn2 unistring brotlidec brotlicommon zstd z)
if(NOT found)
    return()
endif()
# Debian's libcurl refers to libraries for LDAP, RTMP, SSH, Kerberos, cookies and HTTP/3, which flags never allows. In place
# of their functions come some that say so and end the program. libcurl begins with libssh2_init, whatever the protocol.
execute_process(COMMAND ${CMAKE_NM} --undefined-only ${FLAGS_ARCHIVE_curl} OUTPUT_VARIABLE symbols ERROR_QUIET)
string(REGEX MATCHALL " (ldap|ber|RTMP|libssh2|gss|GSS|psl|nghttp3)_[A-Za-z0-9_]+" symbols "${symbols}")
list(REMOVE_DUPLICATES symbols)
list(REMOVE_ITEM symbols " libssh2_init" " libssh2_exit")
set(functions "")
foreach(name IN LISTS symbols)
    string(STRIP ${name} name)
    string(APPEND functions "[[noreturn]] void ${name}() { end(\"${name}\"); }\n")
endforeach()
set(stand_ins ${PROJECT_BINARY_DIR}/static_link/stand_ins.cpp)
file(CONFIGURE OUTPUT ${stand_ins} CONTENT [=[
#include <cstdio>
#include <cstdlib>

[[noreturn]] static void end(const char* name) {
    std::fprintf(stderr, "flags: libcurl called %s, which neither http nor https needs, so this program is linked without it: "
                         "build it with -DFLAGS_STATIC=OFF\n", name);
    std::abort();
}

extern "C" {
int libssh2_init(int) { return 0; }
void libssh2_exit() {}
@functions@}
]=] @ONLY)
target_link_libraries(archive::crypto INTERFACE archive::zstd archive::z Threads::Threads ${CMAKE_DL_LIBS})
target_link_libraries(archive::ssl INTERFACE archive::crypto)
target_link_libraries(archive::idn2 INTERFACE archive::unistring)
target_link_libraries(archive::brotlidec INTERFACE archive::brotlicommon)
target_link_libraries(archive::curl INTERFACE archive::ssl archive::nghttp2 archive::idn2 archive::brotlidec archive::zstd archive::z)
flags_links(links libcurl archive::curl [[
#include <curl/curl.h>
int main() { return curl_multi_add_handle(curl_multi_init(), curl_easy_init()) + curl_global_init(CURL_GLOBAL_DEFAULT); }]]
    ${stand_ins})
if(NOT links)
    return()
endif()
add_library(flags_stand_ins STATIC ${stand_ins})
target_link_libraries(archive::curl INTERFACE flags_stand_ins)
set(openssl_at_need ON)
set_property(TARGET PkgConfig::IDN2 PROPERTY INTERFACE_LINK_LIBRARIES archive::idn2)
foreach(both IN ITEMS CURL::libcurl=curl OpenSSL::Crypto=crypto unistring::unistring=unistring)
    string(REGEX MATCH "(.*)=(.*)" both ${both})
    set(path ${FLAGS_ARCHIVE_${CMAKE_MATCH_2}})
    set_target_properties(${CMAKE_MATCH_1} PROPERTIES IMPORTED_LOCATION ${path} IMPORTED_LOCATION_RELEASE ${path}
        INTERFACE_LINK_LIBRARIES archive::${CMAKE_MATCH_2})
endforeach()
