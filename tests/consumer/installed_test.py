#!/usr/bin/env python3
"""What an installation has beside the program and the library: installed_test.py PREFIX MAN_FOLDER DOC_FOLDER DATA_FOLDER."""
import subprocess
import sys
from pathlib import Path

PREFIX, MAN, DOC, DATA = (Path(sys.argv[1], word) for word in ("", *sys.argv[2:5]))


def main():
    says = subprocess.run([PREFIX / "bin/flags", "--help"], capture_output=True, text=True, check=True).stdout
    commands = [line.split()[0] for line in says.partition("\nCommands:\n")[2].splitlines() if line.startswith("  ")]
    pages = {page.name for page in (MAN / "man1").iterdir()}
    assert pages == {"flags.1", *(f"flags-{name}.1" for name in commands if name != "help")}, pages
    for name in ("bash-completion/completions/flags", "zsh/site-functions/_flags", "fish/vendor_completions.d/flags.fish"):
        assert "flags" in (DATA / name).read_text(encoding="utf-8"), name
    for name in ("LICENSE", "README.md", "CHANGELOG.md", "guides/ten_steps.md", "examples/CMakeLists.txt", "examples/gather.cpp"):
        assert (DOC / name).read_text(encoding="utf-8"), name


main()
