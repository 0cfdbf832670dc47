// The memory of paths, as anybody may have written it.
#include "fuzz/fuzz.hpp"

#include <flags/window/path_memory.hpp>

FLAGS_FUZZ(path_memory) {
    using namespace flags::window;
    const auto memory = parse_path_memory(input);
    if (!memory) return;
    flags::test::require(memory->paths().size() <= path_memory::most_paths);
    const auto again = parse_path_memory(to_json(*memory));
    flags::test::require(again && again->paths().size() == memory->paths().size());
}
