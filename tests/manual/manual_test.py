#!/usr/bin/env python3
"""What is installed beside the program, against what the program says of itself: manual_test.py CASE PROGRAM FOLDER.

Ends with 77 and says what is missing where a case needs a program that is not installed."""
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

PROGRAM, FOLDER = sys.argv[2], Path(sys.argv[3])
PAGES = sorted((FOLDER / "man1").glob("*.1"))
PLAIN = {**os.environ, "LC_ALL": "C.UTF-8", "MANWIDTH": "80", "MANROFFSEQ": ""}


def need(program):
    if not shutil.which(program):
        print(f"SKIPPED: {program} is not installed")
        sys.exit(77)


def says(*words, **settings):
    return subprocess.run(words, capture_output=True, text=True, check=False, **settings)


def commands():
    text = says(PROGRAM, "--help").stdout
    names = re.findall(r"^  (\w+)", text[text.index("\nCommands:\n"):], re.MULTILINE)
    return [name for name in names if name != "help"]


def options_of(command):
    """Names as a help has them: "-s,--server", "CC"; they begin a line after two spaces."""
    text = says(PROGRAM, command, "--help").stdout
    text = text[text.index("Usage:"):text.index("\nExamples:\n")]
    return re.findall(r"^  (-?[^ \n]+)", text, re.MULTILINE)


def tags_of(page):
    """The first words of a page's options, as plain text."""
    text = page.read_text(encoding="utf-8")
    text = text[text.index(".SH OPTIONS"):text.index('.SH "EXIT STATUS"')]
    tags = re.findall(r"^\.TP\n(.*)$", text, re.MULTILINE)
    plain = [re.sub(r"\\f[BIR]", "", tag).replace("\\-", "-") for tag in tags]
    return [re.sub(r",? .*", "", tag.replace(", ", ",")) for tag in plain]


def options():
    names = commands()
    assert len(names) > 8, names
    assert {page.name for page in PAGES} == {"flags.1", *(f"flags-{name}.1" for name in names)}, PAGES
    for name in names:
        declared = options_of(name)
        assert "-h,--help" in declared, declared
        page = tags_of(FOLDER / f"man1/flags-{name}.1")
        assert page == declared, (name, page, declared)


def man():
    need("man")
    for page in PAGES:
        shown = says("man", "--warnings", "-l", str(page), env=PLAIN)
        assert shown.returncode == 0 and not shown.stderr, (page, shown.stderr)
        head = page.stem.upper()
        assert shown.stdout.startswith(f"{head}(1)"), shown.stdout[:200]
        for section in ("NAME", "SYNOPSIS", "DESCRIPTION", "EXIT STATUS", "EXAMPLES", "SEE ALSO"):
            assert f"\n{section}\n" in shown.stdout, (page, section)


def mandoc():
    need("mandoc")
    for page in PAGES:
        lint = says("mandoc", "-Tlint", str(page))
        assert lint.returncode == 0 and not lint.stdout and not lint.stderr, lint.stdout + lint.stderr


def lexgrog():
    need("lexgrog")
    for page in PAGES:
        found = says("lexgrog", str(page))
        assert found.returncode == 0 and f': "{page.stem} - ' in found.stdout, found


{"options": options, "man": man, "mandoc": mandoc, "lexgrog": lexgrog}[sys.argv[1]]()
