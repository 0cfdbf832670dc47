// The lowest bit of a key tells files from folders.
#include <flags/base/random.hpp>
#include <flags/catalog/file_name.hpp>
#include <flags/catalog/unique_paths.hpp>

#include <string>

namespace flags::catalog {
namespace {

constexpr std::size_t first_size = 1024; // a power of 2, as all sizes are

std::uint64_t file_key(std::string_view folded) {
    splitmix64 mixed(fnv1a(folded));
    return (mixed() & ~std::uint64_t{1}) | (std::uint64_t{1} << 63U);
}

std::uint64_t folder_key(std::string_view folded) { return file_key(folded) | 1U; }

} // namespace

unique_paths::unique_paths() : table_(first_size) {}

bool unique_paths::add(std::string_view path) {
    const std::string folded = folded_file_name(path);
    const std::string_view whole = folded;
    if (contains(file_key(whole)) || contains(folder_key(whole))) return false;
    for (auto slash = whole.find('/'); slash != std::string_view::npos; slash = whole.find('/', slash + 1))
        if (contains(file_key(whole.substr(0, slash)))) return false;
    for (auto slash = whole.find('/'); slash != std::string_view::npos; slash = whole.find('/', slash + 1))
        insert(folder_key(whole.substr(0, slash)));
    insert(file_key(whole));
    return true;
}

bool unique_paths::contains(std::uint64_t key) const { return table_[place_of(key)] == key; }

void unique_paths::insert(std::uint64_t key) {
    if (contains(key)) return;
    if (4 * ++taken_ > 3 * table_.size()) {
        std::vector<std::uint64_t> grown(2 * table_.size());
        grown.swap(table_);
        for (const std::uint64_t each : grown)
            if (each != 0) table_[place_of(each)] = each;
    }
    table_[place_of(key)] = key;
}

std::size_t unique_paths::place_of(std::uint64_t key) const {
    const std::size_t mask = table_.size() - 1;
    std::size_t at = (key >> 1U) & mask;
    while (table_[at] != 0 && table_[at] != key)
        at = (at + 1) & mask;
    return at;
}

} // namespace flags::catalog
