// A line of a list: what is taken stays below its folder, and asking again gives the same.
#include "fuzz/fuzz.hpp"

#include <flags/catalog/list_line.hpp>
#include <flags/catalog/path_template.hpp>
#include <flags/catalog/url.hpp>

FLAGS_FUZZ(list_line) {
    using namespace flags::catalog;
    const auto parsed = parse_list_line(input);
    if (!parsed || !*parsed) return;
    const list_entry& entry = **parsed;
    flags::test::require(!url_fault(entry.url));
    flags::test::require(entry.target.empty() || !path_fault(entry.target));
    flags::test::require(entry.sha256.empty() || entry.sha256.size() == 64);
    for (const auto* const text : {"{name}", "{host}/{path}", "p/{n}{ext}"}) {
        const std::string path = path_template::parse(text).path_for(entry.url, 1);
        flags::test::require(path.size() > longest_path || !path_fault(path));
        if (path.size() < longest_path) flags::test::require(!path_fault(with_mark(path, "_1")));
    }
}
