// libmicrohttpd sends header and body in one sendmsg(2) when it has the body in memory, otherwise in two
// calls.
#include "origin/answer.hpp"

#include "origin/entity_tag.hpp"

#include <flags/base/error.hpp>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <strings.h>
#include <unistd.h>

namespace flags::origin {
namespace {

constexpr std::uint64_t memory_limit = 64UL * 1024;

struct response_deleter {
    void operator()(MHD_Response* response) const noexcept { MHD_destroy_response(response); }
};
using response_ptr = std::unique_ptr<MHD_Response, response_deleter>;

void add_header(const response_ptr& response, const char* name, std::string_view value) {
    if (MHD_add_response_header(response.get(), name, std::string(value).c_str()) == MHD_NO)
        throw std::bad_alloc();
}

std::unique_ptr<char[]> read_exactly(int fd, std::size_t size) {
    auto bytes = std::make_unique_for_overwrite<char[]>(size);
    for (std::size_t filled = 0; filled < size;) {
        const ssize_t count = ::pread(fd, bytes.get() + filled, size - filled, static_cast<off_t>(filled));
        if (count < 0) throw_errno<storage_error>(errno, "cannot read the file");
        if (count == 0) throw storage_error(EIO, "the file shrank while it was read");
        filled += static_cast<std::size_t>(count);
    }
    return bytes;
}

constexpr std::string_view svg_type = "image/svg+xml";

response_ptr body_of(open_file file) {
    if (file.size > memory_limit) {
        response_ptr response(MHD_create_response_from_fd64(file.size, file.fd.get()));
        if (response) static_cast<void>(file.fd.release()); // closed with the response
        return response;
    }
    const auto size = static_cast<std::size_t>(file.size);
    auto bytes = read_exactly(file.fd.get(), size);
    response_ptr response(MHD_create_response_from_buffer_with_free_callback_cls(
        size, bytes.get(), [](void* owned) { delete[] static_cast<char*>(owned); }, bytes.get()));
    if (response) static_cast<void>(bytes.release()); // freed with the response
    return response;
}

response_ptr body_of(std::string text) {
    return response_ptr(MHD_create_response_from_buffer(text.size(), text.data(), MHD_RESPMEM_MUST_COPY));
}

bool client_has(MHD_Connection* connection, std::string_view tag) {
    struct search {
        std::string_view tag;
        bool found = false;
    } state{.tag = tag};
    const auto visit = [](void* cls, MHD_ValueKind, const char* name, const char* value) -> MHD_Result {
        auto& wanted = *static_cast<search*>(cls);
        if (::strcasecmp(name, MHD_HTTP_HEADER_IF_NONE_MATCH) == 0 && value != nullptr)
            wanted.found |= lists_entity_tag(value, wanted.tag);
        return MHD_YES;
    };
    MHD_get_connection_values(connection, MHD_HEADER_KIND, visit, &state);
    return state.found;
}

} // namespace

MHD_Result answer_text(MHD_Connection* connection, unsigned status, const char* sentence) noexcept {
    // libmicrohttpd copies the text in this mode; the parameter is not const because of its other modes.
    const response_ptr response(MHD_create_response_from_buffer(
        std::strlen(sentence), const_cast<char*>(sentence), MHD_RESPMEM_MUST_COPY)); // NOLINT(*-const-cast)
    if (!response) return MHD_NO;
    if (MHD_add_response_header(response.get(), MHD_HTTP_HEADER_CONTENT_TYPE, "text/plain; charset=utf-8") ==
        MHD_NO)
        return MHD_NO;
    if (status == MHD_HTTP_METHOD_NOT_ALLOWED &&
        MHD_add_response_header(response.get(), MHD_HTTP_HEADER_ALLOW, "GET, HEAD") == MHD_NO)
        return MHD_NO;
    return MHD_queue_response(connection, status, response.get());
}

MHD_Result answer(MHD_Connection* connection, resource found) {
    const bool is_unchanged = client_has(connection, found.entity_tag);
    const response_ptr response =
        is_unchanged ? body_of(std::string())
                     : std::visit([](auto& body) { return body_of(std::move(body)); }, found.body);
    if (!response) throw std::bad_alloc();
    add_header(response, MHD_HTTP_HEADER_ETAG, found.entity_tag);
    if (!found.last_modified.empty())
        add_header(response, MHD_HTTP_HEADER_LAST_MODIFIED, found.last_modified);
    if (is_unchanged) return MHD_queue_response(connection, MHD_HTTP_NOT_MODIFIED, response.get());
    add_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, found.content_type);
    add_header(response, "X-Content-Type-Options", "nosniff");
    // A picture that may hold scripts runs none, also when it is opened as a page.
    if (found.content_type == svg_type)
        add_header(response, "Content-Security-Policy",
                   "default-src 'none'; style-src 'unsafe-inline'; sandbox");
    return MHD_queue_response(connection, MHD_HTTP_OK, response.get());
}

} // namespace flags::origin
