// `flags lab` with a server of the user's own.
#include "e2e/flags_program.hpp"
#include "e2e/lab_command.hpp"
#include "support/networks.hpp"
#include "support/nginx.hpp"

#include <doctest/doctest.h>

#include <cstdio>
#include <fstream>
#include <string>
#include <unistd.h>
#include <vector>

using namespace flags::test;

TEST_CASE("any server may be on the far side, over TLS, too, and ends with the lab") {
    if (networks_are_forbidden()) return;
    if (!nginx::available()) {
        std::puts("SKIPPED: there is no nginx (nginx-light)");
        return;
    }
    const program flags;
    lay_out_flags(flags.folder() / "site/flags", {"BR"});
    const auto configure = [&flags](const std::string& listen) {
        std::ofstream(flags.folder() / "nginx.conf")
            << (::geteuid() == 0 ? "user root;" : "")
            << "daemon off; pid nginx.pid; error_log stderr; events {}\n"
            << "http { access_log off; client_body_temp_path a; proxy_temp_path b; fastcgi_temp_path c;\n"
            << "uwsgi_temp_path d; scgi_temp_path e; server { listen 198.18.0.2:" << listen
            << " root site; } }\n";
    };
    const auto nginx = flags::process::find_program("nginx").string() + " -e stderr -p . -c nginx.conf";
    const auto script = "curl -s -D - -o br.png $FLAGS_ORIGIN/br/br.png";
    configure("80;");
    const auto plain = flags.run(lab({"--rtt", "20ms", "--origin-command", "flock lock " + nginx}, script));
    REQUIRE(plain.exit_code == exit_ok);
    CHECK(plain.out.contains("Server: nginx"));
    CHECK((read_file(flags.folder() / "br.png") == real_flag("BR")));
    CHECK(flags.shell("exec flock -n lock true", {}).exit_code == 0); // no process of the server holds it
    configure("443 ssl; ssl_certificate cert; ssl_certificate_key key;");
    const auto over_tls =
        flags.run(lab({"--tls", "--origin-command", "cp {cert} cert; cp {key} key; exec " + nginx}, script));
    REQUIRE(over_tls.exit_code == exit_ok);
    CHECK(over_tls.out.contains("Server: nginx"));
}

TEST_CASE("a server that does not start, or ends early, is a sentence") {
    if (networks_are_forbidden()) return;
    const program flags;
    const auto none = flags.run(lab({"--origin-command", "exit 7"}, "echo run"));
    CHECK(none.exit_code == exit_machine);
    CHECK(none.out.empty());
    CHECK(none.err.contains("the server of the lab ended by itself with exit code 7 (it must not"));
    // It accepts, and ends when the command says so.
    const auto mortal =
        "python3 -m http.server --bind {address} {port} & until [ -e end ]; do sleep 0.05; done; exit 5";
    const auto early = flags.run(lab({"--origin-command", mortal}, "echo run; touch end; sleep 1000"));
    CHECK(early.exit_code == exit_machine);
    CHECK(early.out == "run\n");
    CHECK(early.err.contains("ended by itself with exit code 5 "));
    CHECK(flags.run(lab({"--origin-command", "x", "--origin-dir", "."}, "true")).exit_code == exit_usage);
}
