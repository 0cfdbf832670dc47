#!/usr/bin/env python3
"""./dev on a machine made of stand-ins: what it installs, what it says where, and that nothing is left behind.

dev_test.py ROOT runs a copy of ROOT/dev in a temporary project with a PATH of its own. Stand-ins write each call to a
log; packages, user and build state are files beside it.
"""
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(sys.argv.pop(1))
POLICY = "/usr/sbin/policy-rc.d"
RELEASE = "/etc/os-release"
REAL_TOOLS = ["sh", "dirname", "getconf", "sed", "tr", "find", "cat", "env", "rm", "chmod", "mkdir", "touch", "sort", "mv", "tail"]
LOG = 'echo "${0##*/} $*" >>"$MACHINE/log"\n'
STANDINS = {
    "id": 'cat "$MACHINE/uid"',
    "dpkg-query": 'cat "$MACHINE/installed"',
    "sudo": LOG + '"$@"; status=$?; [ ! -e "$MACHINE/interrupt" ] || kill $PPID; exit $status',
    "apt-get": '[ "$1" != indextargets ] || exec cat "$MACHINE/sources"\n' + LOG + 'cat; if [ -x "$MACHINE/policy-rc.d" ]; then "$MACHINE/policy-rc.d" || echo "policy $?" >>"$MACHINE/log"; fi\n'
    'echo "words of apt"; [ ! -e "$MACHINE/apt_fails" ]',
    "update-rc.d": LOG,
    "cmake": LOG + 'mkdir -p "build/$2"; touch "build/$2/build.ninja"; echo "words of cmake"',
    "ninja": LOG + 'case "$*" in *" -n "*) [ ! -e "$MACHINE/built" ] || { echo "ninja: no work to do."; exit; } ;;\n'
    '*) touch "$MACHINE/built" ;; esac; echo "words of ninja"',
    "ctest": LOG + 'echo "words of ctest"; [ ! -e "$MACHINE/tests_fail" ]',
}
# Enough for ./dev on: what it does in a mount namespace it does in the test's folder.
STANDINS |= {
    "unshare": 'shift 3; exec "$@"',
    "mount": '[ ! -e "$MACHINE/no_mounts" ]',
    "umount": "",
    "pivot_root": "",
    "mknod": 'touch "$1"',
    "debootstrap": LOG + 'mkdir -p "$3/etc/apt"; echo "words of debootstrap"; [ ! -e "$MACHINE/no_mirror" ]',
}
SOURCES = """MIRROR/debian/ bookworm
MIRROR/debian/ bookworm-updates
MIRROR/security/ bookworm-security
"""
PROGRAM = 'echo "program: $* in $PWD"; cat; exit 7'


def script(path, body):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)


class Dev(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        self.bin, self.project = self.folder / "bin", self.folder / "pro ject"
        for name, body in STANDINS.items():
            script(self.bin / name, body)
        for name in REAL_TOOLS:
            (self.bin / name).symlink_to(shutil.which(name))
        self.policy = self.folder / "policy-rc.d"
        text = (ROOT / "dev").read_text()
        self.assertIn(POLICY, text)
        script(self.project / "dev", "")
        release = self.folder / "os-release"
        self.assertIn(RELEASE, text)
        (self.project / "dev").write_text(text.replace(POLICY, str(self.policy)).replace(RELEASE, str(release)))
        (self.folder / "sources").write_text(SOURCES)
        self.release("bookworm")
        (self.project / "CMakePresets.json").write_text("{}")
        script(self.project / "build/release/src/cli/flags", PROGRAM)
        script(self.project / "build/release/tests/bench/flags_bench", PROGRAM)
        (self.folder / "log").touch()
        self.user(1000)
        self.installed(all_but=())

    def user(self, uid):
        (self.folder / "uid").write_text(f"{uid}\n")

    def release(self, name):
        (self.folder / "os-release").write_text(f"ID=debian\nVERSION_CODENAME={name}\n")

    def installed(self, all_but):
        text = (ROOT / "dev").read_text()
        words = {w for line in text.splitlines() for w in line.replace('"', " ").split()}
        present = sorted(w for w in words if w not in all_but and all(c.isalnum() or c in "+.-" for c in w))
        lines = [f"{w} installed" for w in present] + [f"{w} config-files" for w in all_but]
        (self.folder / "installed").write_text("\n".join(lines) + "\n")

    def dev(self, *arguments, stdin="", **environment):
        (self.folder / "log").write_text("")
        return subprocess.run(
            [self.project / "dev", *arguments], cwd=self.folder, input=stdin, capture_output=True, text=True,
            env={"PATH": str(self.bin), "MACHINE": str(self.folder), **environment}, check=False)

    def log(self):
        return (self.folder / "log").read_text().splitlines()

    def calls(self, name):
        return [line for line in self.log() if line.startswith(name + " ")]

    def test_without_arguments_it_explains_itself(self):
        result = self.dev()
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        for command in ("run", "test", "check", "bench", "build", "format", "setup"):
            self.assertIn(f"\n  {command} ", result.stdout)

    def test_an_unknown_command_is_one_sentence_and_status_2(self):
        result = self.dev("rnu")
        self.assertEqual((result.returncode, result.stdout, result.stderr.count("\n")), (2, "", 1))
        self.assertIn("'rnu'", result.stderr)

    def test_run_gives_the_program_arguments_input_folder_and_the_only_output(self):
        result = self.dev("run", "a b", "-c", stdin="typed\n")
        self.assertEqual(result.stdout, f"program: a b -c in {self.folder}\ntyped\n")
        self.assertEqual(result.returncode, 7)
        self.assertIn("words of ninja", result.stderr)

    def test_a_second_run_does_no_work_and_says_nothing(self):
        self.dev("run")
        result = self.dev("run")
        self.assertEqual(result.stderr, "")
        self.assertEqual([line.split()[0] for line in self.log()], ["ninja"])
        self.assertIn(" -n ", self.log()[0])

    def test_changed_presets_are_configured_anew(self):
        self.dev("run")
        os.utime(self.project / "build/release/build.ninja", (0, 0))
        self.dev("run")
        self.assertEqual(self.calls("cmake"), ["cmake --preset release"])

    def test_only_what_is_missing_is_installed_after_one_update(self):
        self.installed(all_but=("libuv1-dev", "cmake"))
        result = self.dev("run", stdin="typed\n")
        update, install = self.calls("apt-get")
        self.assertTrue(update.endswith(" update"), update)
        self.assertTrue(install.endswith(" install cmake libuv1-dev"), install)
        self.assertIn(" --no-install-recommends ", install)
        self.assertEqual(result.stdout, f"program:  in {self.folder}\ntyped\n")
        self.assertIn("dev: installing cmake libuv1-dev\n", result.stderr)
        self.assertTrue(self.calls("sudo"))

    def test_root_needs_no_sudo(self):
        self.user(0)
        self.installed(all_but=("cmake",))
        self.dev("run")
        self.assertEqual((len(self.calls("apt-get")), self.calls("sudo")), (2, []))

    def test_without_root_or_sudo_it_says_what_to_ask_for(self):
        (self.bin / "sudo").unlink()
        self.installed(all_but=("cmake",))
        result = self.dev("run")
        self.assertEqual((result.returncode, self.log(), result.stderr.count("\n")), (1, [], 1))
        self.assertIn("apt-get install cmake", result.stderr)

    def test_nginx_is_installed_but_never_started(self):
        self.installed(all_but=("nginx-light",))
        self.assertEqual(self.dev("bench").returncode, 7)
        self.assertEqual(self.calls("policy"), ["policy 101", "policy 101"])
        self.assertFalse(self.policy.exists())
        self.assertEqual(self.calls("update-rc.d"), ["update-rc.d nginx disable"])

    def test_a_failed_installation_leaves_no_policy_behind_and_is_named(self):
        self.installed(all_but=("nginx-light",))
        (self.folder / "apt_fails").touch()
        result = self.dev("test")
        self.assertEqual((result.returncode, self.calls("ninja")), (1, []))
        self.assertTrue(result.stderr.endswith("dev: failed: installing nginx-light\n"), result.stderr)
        self.assertFalse(self.policy.exists())

    def test_an_interrupted_installation_leaves_no_policy_behind(self):
        self.installed(all_but=("nginx-light",))
        (self.folder / "interrupt").touch()
        self.assertEqual((self.dev("test").returncode, self.calls("ninja")), (143, []))
        self.assertFalse(self.policy.exists())

    def test_the_policy_of_an_administrator_stays(self):
        self.installed(all_but=("nginx-light",))
        script(self.policy, "exit 104")
        self.dev("test")
        self.assertEqual(self.policy.read_text(), "#!/bin/sh\nexit 104\n")

    def test_a_system_without_apt_is_told_what_is_needed_and_goes_on(self):
        (self.bin / "apt-get").unlink()
        shutil.move(self.project / "build", self.folder / "kept")
        result = self.dev("build")
        self.assertIn("libuv1-dev", result.stderr)
        self.assertEqual((result.returncode, self.calls("cmake")), (0, ["cmake --preset release"]))

    def test_each_release_gets_a_compiler_that_builds_coroutines_right(self):
        for release, compiler in (("bookworm", "clang-19 lld-19"), ("trixie", "g++"), ("forky", "g++")):
            self.release(release)
            self.installed(all_but=("clang-19", "lld-19", "g++"))
            self.dev("build")
            self.assertTrue(self.calls("apt-get")[1].endswith(f" install {compiler}"), self.calls("apt-get"))

    def test_warnings_are_errors_only_for_who_asks(self):
        self.dev("build")
        self.dev("build")
        self.assertEqual(self.calls("cmake"), [])
        self.dev("build", FLAGS_WERROR="ON")
        self.assertEqual(self.calls("cmake"), ["cmake --preset release"])

    def test_a_failed_test_is_named_and_ends_with_its_status(self):
        (self.folder / "tests_fail").touch()
        result = self.dev("test", "-R", "retry")
        self.assertEqual((result.returncode, result.stderr.splitlines()[-1]), (1, "dev: failed: tests (release)"))
        self.assertTrue(self.calls("ctest")[0].endswith(" -R retry"))

    def test_on_makes_a_root_once_with_the_sources_of_the_machine(self):
        result = self.dev("on", "trixie", "help")
        self.assertEqual((result.returncode, result.stdout), (0, self.dev("help").stdout), result.stderr)
        guest = self.project / "build/roots/trixie"
        self.assertEqual((guest / "etc/apt/sources.list").read_text().splitlines(), [
            "deb MIRROR/debian/ trixie main", "deb MIRROR/debian/ trixie-updates main",
            "deb MIRROR/security/ trixie-security main"])
        self.dev("on", "bookworm")
        self.assertEqual(self.calls("debootstrap"), [
            f"debootstrap --variant=minbase bookworm {guest.with_name('bookworm.part')} MIRROR/debian/"])
        self.dev("on", "bookworm")
        self.assertEqual(self.calls("debootstrap"), [])

    def test_on_ends_with_the_status_of_its_command(self):
        self.assertEqual(self.dev("on", "trixie", "rnu").returncode, 2)

    def test_an_unknown_release_is_one_sentence_and_status_2(self):
        for arguments in ((), ("sid", "test")):
            result = self.dev("on", *arguments)
            self.assertEqual((result.returncode, self.log(), result.stderr.count("\n")), (2, [], 1))
            self.assertIn("bookworm", result.stderr)

    def test_a_half_made_root_is_not_entered_but_made_anew(self):
        (self.folder / "no_mirror").touch()
        result = self.dev("on", "trixie", "help")
        self.assertEqual((result.returncode, result.stdout), (1, ""))
        self.assertIn("words of debootstrap\ndev: failed: making a root of Debian trixie", result.stderr)
        (self.folder / "no_mirror").unlink()
        self.assertEqual(self.dev("on", "trixie", "help").returncode, 0)
        self.assertEqual(len(self.calls("debootstrap")), 1)

    def cannot(self, why):
        result = self.dev("on", "trixie", "help")
        self.assertEqual((result.returncode, self.calls("debootstrap")), (77, []))
        self.assertIn(f"no root of Debian trixie can be made here: {why}", result.stderr)

    def test_a_machine_that_cannot_hold_a_root_says_why_with_a_status_of_its_own(self):
        (self.folder / "sources").write_text("")
        self.cannot("this machine's apt sources name no mirror")
        (self.folder / "no_mounts").touch()
        self.cannot("mounts or device files are forbidden")
        (self.bin / "sudo").unlink()
        self.cannot("it takes root or sudo")
        (self.bin / "apt-get").unlink()
        self.cannot("there is no apt-get")


if __name__ == "__main__":
    unittest.main()
