// A folder of its own for one test.
#pragma once

#include <filesystem>

namespace flags::test {

/// Owns: a fresh, empty folder (mkdtemp, so readable by this user only), removed with all it holds.
/// Errors: the constructors throw std::system_error; what the destructor cannot remove it names on stderr.
class temp_dir {
public:
    /// In TMPDIR, or /tmp.
    temp_dir();
    explicit temp_dir(const std::filesystem::path& parent);
    temp_dir(const temp_dir&) = delete;
    temp_dir& operator=(const temp_dir&) = delete;
    ~temp_dir();

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

private:
    std::filesystem::path path_;
};

} // namespace flags::test
