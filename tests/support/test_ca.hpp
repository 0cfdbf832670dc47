// A throw-away certification authority and a server certificate for 127.0.0.1 and localhost.
#pragma once

#include "support/temp_dir.hpp"

#include <filesystem>

namespace flags::test {

/// Owns: a temporary folder with P-256 keys and certificates that are valid for one day.
/// Errors: storage_error when the openssl command is missing or fails.
class test_ca {
public:
    test_ca();

    /// Whether the openssl command is there. A test that needs it prints SKIPPED when it is not.
    [[nodiscard]] static bool available();

    /// What clients have to trust.
    [[nodiscard]] std::filesystem::path ca_file() const { return folder_.path() / "ca.pem"; }
    [[nodiscard]] std::filesystem::path certificate_file() const { return folder_.path() / "server.pem"; }
    [[nodiscard]] std::filesystem::path key_file() const { return folder_.path() / "server.key"; }

    /// The system's own authorities and this one in one file: as large as what users have.
    /// Errors: storage_error when the system has none.
    [[nodiscard]] std::filesystem::path bundle_with_system_cas() const;

    /// The same as a folder, each authority in a file with the hash of its name.
    /// Errors: storage_error when the system has none.
    [[nodiscard]] std::filesystem::path folder_with_system_cas() const;

private:
    temp_dir folder_;
};

} // namespace flags::test
