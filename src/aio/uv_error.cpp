// libuv's error numbers as flags::error.
#include <flags/aio/uv/error.hpp>

#include <uv.h>

#include <string>

namespace flags::aio::uv {

void check(const char* what, int status) {
    if (status >= 0) return;
    throw error(std::error_code(-status, std::generic_category()),
                std::string(what) + ": " + uv_strerror(status));
}

} // namespace flags::aio::uv
