// The local disk refuses: exit code 3, a sentence, and never half a flag.
#include "e2e/flags_program.hpp"

#include <doctest/doctest.h>

#include <cstdio>
#include <string>
#include <unistd.h>

using namespace flags::test;

namespace {

// The program, without the right of root to ignore permissions.
constexpr const char* as_plain_user =
    "test \"$(id -u)\" -ne 0 || set -- setpriv --inh-caps=-all --bounding-set=-all \"$@\"; exec \"$@\"";

// Runs what follows with a private tmpfs in flags_out, without being root.
const std::string small_disk = "mkdir flags_out && exec unshare --user --map-root-user --mount sh -c '"
                               "mount -t tmpfs -o size=64k none flags_out || exit 77; \"$@\"; code=$?; "
                               "ls -A flags_out >&2; cp -r flags_out left; exit $code' sh \"$@\"";

} // namespace

TEST_CASE("a folder that may not be written to is refused at once") {
    const program flags;
    for (const auto* const folder : {"flags_out", "."}) {
        std::filesystem::permissions(flags.folder(), static_cast<std::filesystem::perms>(0555));
        const auto result = flags.shell(as_plain_user, {"BR", "-o", folder});
        std::filesystem::permissions(flags.folder(), static_cast<std::filesystem::perms>(0755));
        CAPTURE(result.err);
        CHECK(result.exit_code == exit_machine);
        CHECK(result.out.empty());
        CHECK(result.err.starts_with("flags: cannot "));
        CHECK(result.err.contains("no permission"));
    }
    CHECK(std::filesystem::is_empty(flags.folder()));
}

TEST_CASE("a file in place of the folder is refused at once") {
    const program flags;
    write_file(flags.output_dir(), "a file");
    const auto result = flags.run({"BR"});
    CHECK(result.exit_code == exit_machine);
    CHECK(result.out.empty());
    CHECK(result.err.starts_with("flags: cannot create the folder flags_out"));
    CHECK(read_file(flags.output_dir()) == "a file");
}

TEST_CASE("a folder in place of a flag fails that flag only") {
    const program flags;
    std::filesystem::create_directories(flags.output_dir() / "BR.png");
    const auto result = flags.run({"BR", "CN"});
    CHECK(result.exit_code == exit_machine);
    CHECK(codes_of(result.out, 1) == std::vector<std::string>{"CN"});
    CHECK(result.err.starts_with("BR: http://127.0.0.1:"));
    CHECK(result.err.contains("a folder of that name is in the way"));
    CHECK(flags.files() == std::set<std::string>{"BR.png", "CN.png"});
}

TEST_CASE("a report that cannot be written is an error after all flags are saved") {
    const program flags;
    const auto result = flags.run({"BR", "--json", "/dev/full"});
    CHECK(result.exit_code == exit_machine);
    CHECK(codes_of(result.out, 1).size() == 1);
    CHECK(result.err.starts_with("flags: cannot "));
    CHECK((flags.file("BR.png") == real_flag("BR")));
}

TEST_CASE("a full disk fails the flags that do not fit and leaves no part of them") {
    const program flags;
    hostile_server server("");
    const std::string small = real_flag("BR");
    std::string large = small;
    large.insert(large.size() - 12, std::string({0, 1, static_cast<char>(0x80), 0}) + "flAg" +
                                        std::string(0x018000, 'x') + std::string(4, '\0'));
    server.on("br", [small](connection& peer) { return peer.send(answer_with(small)); });
    server.on("cn", [large](connection& peer) { return peer.send(answer_with(large)); });
    // One after the other: while the large file fills the disk, the small one would not fit either.
    const auto result =
        flags.shell(small_disk, {"BR", "CN", "-m", "1", "-s", by_country(server), "--ext", "png"});
    if (result.exit_code == 77 || result.err.contains("unshare")) {
        std::puts("SKIPPED: this machine does not let a process mount a disk of its own");
        return;
    }
    CAPTURE(result.err);
    CHECK(result.exit_code == exit_machine);
    CHECK(codes_of(result.out, 1) == std::vector<std::string>{"BR"});
    CHECK(result.err.starts_with("CN: "));
    CHECK(result.err.contains("the disk is full"));
    CHECK(result.err.ends_with("\nBR.png\n"));
    CHECK((read_file(flags.folder() / "left/BR.png") == small));
}
