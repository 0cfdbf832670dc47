// The one tree of exceptions of this library, and the error codes behind them.
//
//   error
//   ├── transport_error    the network or the peer; see transport_fault
//   ├── http_status_error  an answer whose status is not the wanted one
//   ├── content_error      a body that is not what its name says
//   ├── machine_error      this machine refused: its kernel, its memory, one of its libraries
//   │   └── storage_error  its disk did
//   └── usage_error        the caller asked for something that makes no sense
//
// `cancelled` (flags/coro/cancelled.hpp) stands outside on purpose.
#pragma once

#include <concepts>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

namespace flags {

/// Root of everything this library throws on purpose. `what()` is a sentence for users; `code()` is for
/// programs.
class error : public std::runtime_error {
public:
    error(std::error_code code, const std::string& sentence) : std::runtime_error(sentence), code_(code) {}
    [[nodiscard]] const std::error_code& code() const noexcept { return code_; }

private:
    std::error_code code_;
};

/// Where on its way a request broke.
enum class transport_fault : std::uint8_t {
    dns = 1,
    connect,
    tls,
    timeout,
    reset,
    truncated,
    protocol,
    too_large,
};

/// The machine-readable word of a fault ("dns", "timeout", ...), as it stands in reports.
[[nodiscard]] std::string_view to_string(transport_fault fault) noexcept;

/// The network or the peer failed. `code()` keeps the lower layer's own code (curl's, the system's).
class transport_error : public error {
public:
    transport_error(transport_fault fault, std::error_code code, const std::string& sentence)
        : error(code, sentence), fault_(fault) {}
    [[nodiscard]] transport_fault fault() const noexcept { return fault_; }

private:
    transport_fault fault_;
};

/// The peer answered with a status that is not a success. `status()` is the HTTP status, 100 to 999.
class http_status_error : public error {
public:
    http_status_error(int status, const std::string& sentence)
        : error(std::make_error_code(std::errc::protocol_error), sentence), status_(status) {}
    [[nodiscard]] int status() const noexcept { return status_; }

private:
    int status_;
};

/// A body that is not a whole file of the kind its name claims.
class content_error : public error {
public:
    explicit content_error(const std::string& sentence)
        : error(std::make_error_code(std::errc::illegal_byte_sequence), sentence) {}
};

/// This machine refused; `code()` is the errno as a generic code.
class machine_error : public error {
public:
    machine_error(int errno_value, const std::string& sentence)
        : error(std::error_code(errno_value, std::generic_category()), sentence) {}
};

/// This machine refused to read or write a file.
class storage_error : public machine_error {
public:
    using machine_error::machine_error;
};

/// Throws machine_error or storage_error for a failed call: "{what}: {the system's words}{remedy}".
/// Pass `errno` itself: it is an argument, so that no later call changes it.
template <std::derived_from<machine_error> Refusal>
[[noreturn]] void throw_errno(int errno_value, std::string_view what, std::string_view remedy = {}) {
    std::string sentence(what);
    sentence.append(": ").append(std::generic_category().message(errno_value)).append(remedy);
    throw Refusal(errno_value, sentence);
}

/// A wrong request from the caller: an option, a code, a template.
class usage_error : public error {
public:
    explicit usage_error(const std::string& sentence)
        : error(std::make_error_code(std::errc::invalid_argument), sentence) {}
};

} // namespace flags
