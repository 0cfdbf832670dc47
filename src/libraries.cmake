# The libraries that the public rooms link to: looked for when this project is built, and again by projects that use it.
find_package(PkgConfig QUIET)
find_package(CURL 7.88 QUIET)
find_package(OpenSSL 3.0 QUIET COMPONENTS Crypto)
if(PKG_CONFIG_FOUND)
    pkg_check_modules(LIBUV QUIET IMPORTED_TARGET libuv>=1.44)
    pkg_check_modules(CARES QUIET IMPORTED_TARGET libcares>=1.18)
    pkg_check_modules(IDN2 QUIET IMPORTED_TARGET libidn2>=2.3)
endif()

# libunistring has neither a .pc file nor a CMake package.
find_library(UNISTRING_LIBRARY unistring)
find_path(UNISTRING_INCLUDE_DIR unicase.h)
set(UNISTRING_FOUND OFF)
if(UNISTRING_LIBRARY AND UNISTRING_INCLUDE_DIR)
    set(UNISTRING_FOUND ON)
    if(NOT TARGET unistring::unistring)
        add_library(unistring::unistring UNKNOWN IMPORTED)
        set_target_properties(unistring::unistring PROPERTIES
            IMPORTED_LOCATION ${UNISTRING_LIBRARY} INTERFACE_INCLUDE_DIRECTORIES ${UNISTRING_INCLUDE_DIR})
    endif()
endif()
