// The reason for forbidden namespaces is found in /proc/sys.
#include "netlab/namespaces.hpp"
#include "support/temp_dir.hpp"

#include <doctest/doctest.h>

#include <cerrno>
#include <filesystem>
#include <fstream>

using flags::netlab::why_refused;
using flags::test::temp_dir;

TEST_CASE("a refusal names the switch that is off and how to turn it on") {
    struct {
        const char* file;
        const char* value;
        const char* words;
    } const switches[] = {
        {"user/max_user_namespaces", "0\n", "sysctl -w user.max_user_namespaces="},
        {"user/max_net_namespaces", "0\n", "sysctl -w user.max_net_namespaces="},
        {"kernel/unprivileged_userns_clone", "0\n", "kernel.unprivileged_userns_clone=1"},
        {"kernel/apparmor_restrict_unprivileged_userns", "1\n", "AppArmor"},
    };
    for (const auto& [file, value, words] : switches) {
        CAPTURE(file);
        const temp_dir sysctls;
        const auto path = sysctls.path() / file;
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path) << value;
        const auto sentence = why_refused(EPERM, sysctls.path());
        CHECK(sentence.contains(words));
        CHECK(sentence.contains("Operation not permitted"));
    }
}

TEST_CASE("a refusal without a switch is explained by its error") {
    const temp_dir sysctls;
    CHECK(why_refused(EPERM, sysctls.path()).contains("container"));
    CHECK(why_refused(ENOSPC, sysctls.path()).contains("too many"));
    CHECK(why_refused(EINVAL, sysctls.path()).contains("several threads"));
}
