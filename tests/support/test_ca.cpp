// Two calls of the openssl command: libssl's headers are not among the packages that flags needs.
#include "support/test_ca.hpp"

#include "process/child.hpp"

#include <flags/base/error.hpp>

#include <cerrno>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace flags::test {
namespace {

// A file of our own, because the system's openssl.cnf may add extensions or ask questions.
constexpr std::string_view settings = R"([req]
prompt = no
distinguished_name = name
[name]
CN = flags test
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[server]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = IP:127.0.0.1, DNS:localhost
authorityKeyIdentifier = keyid
subjectKeyIdentifier = hash
)";

constexpr auto system_bundle = "/etc/ssl/certs/ca-certificates.crt";

void write_file(const std::filesystem::path& path, std::string_view text) {
    std::ofstream file(path);
    file << text << std::flush;
    if (!file) throw storage_error(EIO, "cannot write " + path.string());
}

void append_file(std::ofstream& into, const std::filesystem::path& path) {
    const std::ifstream from(path, std::ios::binary);
    if (!from)
        throw storage_error(ENOENT, "cannot read " + path.string() + ": apt-get install ca-certificates");
    into << from.rdbuf() << '\n';
}

// `openssl req -x509` with a fresh key: self-signed, or signed by whom `signer` names.
void certify(const std::filesystem::path& folder, const std::string& name, const std::string& extensions,
             const std::string& common_name, const std::vector<std::string>& signer) {
    process::command openssl;
    openssl.argv = {"openssl",     "req",      "-x509",       "-config",   "settings.cnf",
                    "-extensions", extensions, "-subj",       common_name, "-days",
                    "1",           "-newkey",  "ec",          "-pkeyopt",  "ec_paramgen_curve:prime256v1",
                    "-nodes",      "-keyout",  name + ".key", "-out",      name + ".pem"};
    openssl.argv.insert(openssl.argv.end(), signer.begin(), signer.end());
    openssl.working_folder = folder;
    const auto made = process::run(openssl);
    if (made.exit_code != 0)
        throw storage_error(EIO, "openssl could not make " + (folder / (name + ".pem")).string() + ": " +
                                     made.err);
}

} // namespace

bool test_ca::available() { return !process::find_program("openssl").empty(); }

test_ca::test_ca() {
    if (!available())
        throw storage_error(ENOENT,
                            "there is no openssl command to make certificates with: apt-get install openssl");
    write_file(folder_.path() / "settings.cnf", settings);
    certify(folder_.path(), "ca", "authority", "/CN=flags test authority", {});
    certify(folder_.path(), "server", "server", "/CN=localhost", {"-CA", "ca.pem", "-CAkey", "ca.key"});
}

std::filesystem::path test_ca::bundle_with_system_cas() const {
    auto path = folder_.path() / "bundle.pem";
    std::ofstream bundle(path, std::ios::binary);
    append_file(bundle, system_bundle);
    append_file(bundle, ca_file());
    bundle.flush();
    if (!bundle) throw storage_error(EIO, "cannot write " + path.string());
    return path;
}

std::filesystem::path test_ca::folder_with_system_cas() const {
    const std::filesystem::path system = std::filesystem::path(system_bundle).parent_path();
    const auto folder = folder_.path() / "authorities";
    std::filesystem::create_directory(folder);
    for (const auto& each : std::filesystem::directory_iterator(system))
        if (each.path().extension() == ".0")
            std::filesystem::create_symlink(each.path(), folder / each.path().filename());
    if (std::filesystem::is_empty(folder))
        throw storage_error(ENOENT, "there are no authorities in " + system.string() +
                                        ": apt-get install ca-certificates");
    process::command openssl;
    openssl.argv = {"openssl", "x509", "-in", ca_file(), "-noout", "-subject_hash"};
    const auto hash = process::run(openssl);
    std::filesystem::copy_file(ca_file(), folder / (hash.out.substr(0, hash.out.find('\n')) + ".0"));
    return folder;
}

} // namespace flags::test
