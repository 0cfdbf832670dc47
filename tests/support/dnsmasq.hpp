// A real dnsmasq on a free port of 127.0.0.1, without root and without a service.
#pragma once

#include "process/child.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace flags::test {

/// Answers for names under .test alone, without an upstream server: other names there do not exist.
/// Owns: the process; the destructor ends it. Errors: storage_error with dnsmasq's own words when it does not start.
class dnsmasq {
public:
    /// `records`: options of dnsmasq(8), for example "--host-record=a.test,127.0.0.1".
    explicit dnsmasq(const std::vector<std::string>& records);
    dnsmasq(const dnsmasq&) = delete;
    dnsmasq& operator=(const dnsmasq&) = delete;
    ~dnsmasq();

    /// Whether the program is there (package dnsmasq-base). A test that needs it prints SKIPPED when it is not.
    [[nodiscard]] static bool available();

    /// "127.0.0.1:PORT".
    [[nodiscard]] std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

private:
    std::uint16_t port_ = 0;
    std::optional<process::child> process_;
};

} // namespace flags::test
