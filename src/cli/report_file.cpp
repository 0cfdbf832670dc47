// Regular files go through a store.
#include "cli/report_file.hpp"

#include <flags/base/error.hpp>
#include <flags/fetch/store.hpp>

#include <cerrno>
#include <fstream>
#include <system_error>

namespace flags::cli {

void write_report(const std::filesystem::path& target, std::string_view text) {
    std::error_code unreadable;
    const auto kind = std::filesystem::status(target, unreadable).type();
    if (kind == std::filesystem::file_type::not_found || kind == std::filesystem::file_type::regular) {
        const auto folder = target.has_parent_path() ? target.parent_path() : std::filesystem::path(".");
        fetch::store(folder).save(target.filename().string(), text);
        return;
    }
    std::ofstream stream(target, std::ios::binary);
    stream << text << std::flush;
    if (!stream) {
        const int failed = errno;
        throw storage_error(failed, "cannot write the report to " + target.string() + ": " +
                                        std::generic_category().message(failed));
    }
}

} // namespace flags::cli
