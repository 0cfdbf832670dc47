// The error tree keeps its codes and its words.
#include <flags/base/error.hpp>

#include <doctest/doctest.h>

#include <set>

using namespace flags;

TEST_CASE("every fault has a word of its own") {
    std::set<std::string_view> words;
    for (int value = 1; value <= 8; ++value)
        words.insert(to_string(static_cast<transport_fault>(value)));
    CHECK(words.size() == 8);
    CHECK(words.count("unknown") == 0);
}

TEST_CASE("a storage error carries errno as a generic code") {
    const storage_error failure(ENOSPC, "cannot write x");
    CHECK(failure.code() == std::errc::no_space_on_device);
    CHECK(std::string(failure.what()) == "cannot write x");
}

TEST_CASE("a failed call throws what failed, the system's words and the remedy, with its errno") {
    const auto said = [](const auto& act) {
        try {
            act();
        } catch (const machine_error& e) {
            CHECK(e.code() == std::errc::no_such_file_or_directory);
            return std::string(e.what());
        }
        return std::string("nothing was thrown");
    };
    CHECK(said([] { throw_errno<machine_error>(ENOENT, "cannot open x"); }) ==
          "cannot open x: No such file or directory");
    CHECK(said([] { throw_errno<storage_error>(ENOENT, "cannot open x", "; make it"); }) ==
          "cannot open x: No such file or directory; make it");
    CHECK_THROWS_AS(throw_errno<storage_error>(ENOENT, "x"), storage_error);
}

TEST_CASE("every leaf of the tree is caught as error and as std::exception") {
    const auto is_error = [](const auto& thrown) {
        try {
            throw thrown;
        } catch (const error& e) {
            return static_cast<bool>(e.code());
        }
    };
    CHECK(is_error(
        transport_error(transport_fault::reset, std::make_error_code(std::errc::connection_reset), "r")));
    CHECK(is_error(http_status_error(404, "n")));
    CHECK(is_error(content_error("c")));
    CHECK(is_error(machine_error(ENOMEM, "m")));
    CHECK(is_error(storage_error(EACCES, "s")));
    CHECK(is_error(usage_error("u")));
}
