// The path of a request to the embedded server, whose folder has one flag and one file that is no flag.
#include "fuzz/fuzz.hpp"
#include "origin/site.hpp"
#include "support/temp_dir.hpp"

#include <fstream>

FLAGS_FUZZ(request_path) {
    static const flags::test::temp_dir folder;
    static flags::origin::site served = [] {
        std::ofstream(folder.path() / "a.png") << "flag";
        std::ofstream(folder.path() / ".hidden.png") << "hidden";
        return flags::origin::site::of_directory(folder.path());
    }();
    if (input.contains('\0')) return; // libmicrohttpd's text ends there
    const auto found = served.find(input);
    if (!found) return flags::test::require(found.error() >= 400 && found.error() < 500);
    flags::test::require(std::get<flags::origin::open_file>(found->body).size == 4);
}
